package dev.aligner.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages from any thread to one reader, without a lock. Once closed it refuses, so that no message is ever accepted
 * and then read by nobody: that is what a queue of the JDK cannot say.
 */
final class Mailbox<T> {
    private final AtomicReference<@Nullable Link<T>> newest = new AtomicReference<>();

    /** The reader's own knowledge; senders see the end in the links. */
    private boolean closed;

    private record Link<T>(@Nullable T message, @Nullable Link<T> older) {
        boolean isEnd() {
            return message == null;
        }
    }

    /** False if the mailbox is closed: the message was not taken. */
    boolean send(T message) {
        while (true) {
            Link<T> before = newest.get();
            if (before != null && before.isEnd()) {
                return false;
            }
            if (newest.compareAndSet(before, new Link<>(message, before))) {
                return true;
            }
        }
    }

    boolean isEmpty() {
        Link<T> last = newest.get();
        return last == null || last.isEnd();
    }

    /** Takes what was sent, oldest first. For the reader only, whom no number of senders can hold up. */
    Deque<T> take() {
        return closed ? new ArrayDeque<>() : oldestFirst(newest.getAndSet(null));
    }

    /** Takes what was sent and refuses everything from now on. For the reader only. */
    Deque<T> close() {
        closed = true;
        return oldestFirst(newest.getAndSet(new Link<>(null, null)));
    }

    private static <T> Deque<T> oldestFirst(@Nullable Link<T> last) {
        Deque<T> messages = new ArrayDeque<>();
        for (Link<T> link = last; link != null; link = link.older()) {
            T message = link.message();
            if (message != null) {
                messages.addFirst(message);
            }
        }
        return messages;
    }
}
