package dev.aligner.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Replicas behind a balancer that gives each request to the one with the fewest. */
final class Fleet {
    /** A replica and the end of its step, when it was looked at. */
    private record Turn(long nanos, int replica) {}

    private final List<Replica> replicas;

    /** Ends of steps that are under way; one is put in when the step begins, and each replica has at most one. */
    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparingLong(Turn::nanos).thenComparingInt(Turn::replica));

    /** Replicas by load, those with the fewest first. */
    private final PriorityQueue<int[]> loads =
            new PriorityQueue<>(Comparator.<int[]>comparingInt(load -> load[0]).thenComparingInt(load -> load[1]));

    private final int[] counted;

    Fleet(int size, Replica.Setup setup) {
        replicas = IntStream.range(0, size).mapToObj(i -> new Replica(setup)).toList();
        counted = new int[size];
        for (int i = 0; i < size; i++) {
            loads.add(new int[] {0, i});
        }
    }

    /** Serves requests that come in this order. */
    Run serve(List<Job> jobs) {
        List<Served> served = new ArrayList<>();
        int refused = 0;
        for (int number = 0; number < jobs.size(); number++) {
            Job job = jobs.get(number);
            stepUntil(job.arrivalNanos(), served);
            int replica = leastLoaded();
            boolean idle = replicas.get(replica).stepEnds() == Long.MAX_VALUE;
            if (replicas.get(replica).offer(number, job, job.arrivalNanos())) {
                count(replica);
                if (idle) {
                    turns.add(new Turn(replicas.get(replica).stepEnds(), replica));
                }
            } else {
                refused++;
            }
        }
        stepUntil(Long.MAX_VALUE, served);
        long busy = replicas.stream().mapToLong(Replica::busyNanos).sum();
        long steps = replicas.stream().mapToLong(Replica::steps).sum();
        return new Run(served, refused, busy, steps, replicas.size());
    }

    private void stepUntil(long nanos, List<Served> served) {
        while (!turns.isEmpty() && turns.peek().nanos() <= nanos) {
            Turn turn = turns.remove();
            Replica replica = replicas.get(turn.replica());
            served.addAll(replica.step());
            count(turn.replica());
            if (replica.stepEnds() != Long.MAX_VALUE) {
                turns.add(new Turn(replica.stepEnds(), turn.replica()));
            }
        }
    }

    private void count(int replica) {
        int now = replicas.get(replica).outstanding();
        if (now != counted[replica]) {
            counted[replica] = now;
            loads.add(new int[] {now, replica});
        }
    }

    private int leastLoaded() {
        while (true) {
            int[] least = loads.peek();
            if (least == null) {
                throw new IllegalStateException("no replica");
            }
            if (counted[least[1]] == least[0]) {
                return least[1];
            }
            // an older count of this replica
            loads.remove();
        }
    }
}
