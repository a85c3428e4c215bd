package dev.aligner.remote;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Calls that wait, and those under way, of which there are never more than so many. Owned by the loop. */
final class Line {
    private final int concurrent;
    private final Deque<RemoteCall> waiting = new ArrayDeque<>();
    private final Set<RemoteCall> running = new LinkedHashSet<>();
    private volatile int runningNow;

    Line(int concurrent) {
        this.concurrent = concurrent;
    }

    /** @param ahead whether it goes before those that wait */
    void enter(RemoteCall call, boolean ahead) {
        if (ahead) {
            waiting.addFirst(call);
        } else {
            waiting.addLast(call);
        }
        beginNext();
    }

    /** It has ended. Nobody takes its place yet: whatever follows it may go first. */
    void leave(RemoteCall call) {
        if (!running.remove(call)) {
            waiting.remove(call);
        }
        runningNow = running.size();
    }

    void beginNext() {
        while (running.size() < concurrent && !waiting.isEmpty()) {
            RemoteCall next = waiting.removeFirst();
            running.add(next);
            runningNow = running.size();
            next.begin();
        }
    }

    /** Read by any thread. */
    int running() {
        return runningNow;
    }

    List<RemoteCall> all() {
        return Stream.concat(running.stream(), waiting.stream()).toList();
    }
}
