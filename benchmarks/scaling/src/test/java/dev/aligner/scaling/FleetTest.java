package dev.aligner.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.engine.schedule.SchedulerLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final StepPrice PRICE = new StepPrice(9e6, 1e6, 0.3e6, 500);
    private static final SchedulerLimits LIMITS = new SchedulerLimits(8, 2048, 512, 256);
    private static final Mix MIX = new Mix(0.6, 0.2, 10, 30, 80);

    @Property(tries = 30)
    void everyRequestIsServedOrRefusedAndWritesItsOutput(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int replicas,
            @ForAll @IntRange(min = 1, max = 40) int perSecond,
            @ForAll boolean drafts) {
        List<Job> jobs = jobs(seed, 100, perSecond, 4);

        Run run = new Fleet(replicas, new Replica.Setup(LIMITS, 3, PRICE, drafts)).serve(jobs);

        assertThat(run.served().size() + run.refused()).isEqualTo(jobs.size());
        assertThat(run.served()).extracting(Served::number).doesNotHaveDuplicates();
        assertThat(run.served()).allSatisfy(served -> {
            assertThat(served.tokens())
                    .isEqualTo(jobs.get((int) served.number()).output().length - 1);
            assertThat(served.firstNanos()).isGreaterThan(served.arrivalNanos());
            assertThat(served.endNanos()).isGreaterThanOrEqualTo(served.firstNanos());
        });
        assertThat(run.utilisation()).isBetween(0.0, 1.0);
    }

    /** One server, steps of one length, independent arrivals: an M/D/1 queue, whose mean wait is known (Pollaczek, Khinchine). */
    @Test
    void theWaitOfOneSlotIsThatOfTheory() {
        StepPrice price = new StepPrice(10e6, 0, 0, 0);
        double load = 0.7;
        int[] text = {1, 2, 3};
        Random random = new Random(5);
        List<Job> jobs = new ArrayList<>();
        for (long time : new Arrivals(load * 100, 1).times(200_000, random)) {
            jobs.add(new Job(time, text, text, new int[] {Job.END}, 5));
        }

        Run run =
                new Fleet(1, new Replica.Setup(new SchedulerLimits(1, 64, 32, 32), 1 << 20, price, false)).serve(jobs);

        double theory = 10 * (1 + load / (2 * (1 - load)));
        assertThat(run.meanMillis()).isCloseTo(theory, within(0.03 * theory));
        assertThat(run.utilisation()).isCloseTo(load, within(0.02));
    }

    @Test
    void anUnchangedAnswerTakesOneStepWithItsDraftAndOneForEachTokenWithout() {
        int[] answer = new Random(1).ints(40, 0, 1000).toArray();
        int[] output = Arrays.copyOf(answer, 41);
        output[40] = Job.END;
        List<Job> jobs = List.of(new Job(0, answer, answer, output, 80));

        assertThat(new Fleet(1, new Replica.Setup(LIMITS, 0, PRICE, true))
                        .serve(jobs)
                        .steps())
                .isEqualTo(1);
        assertThat(new Fleet(1, new Replica.Setup(LIMITS, 0, PRICE, false))
                        .serve(jobs)
                        .steps())
                .isEqualTo(41);
    }

    @Test
    void twiceTheReplicasServeTwiceTheRequestsNoLater() {
        Run one = new Fleet(1, new Replica.Setup(LIMITS, 1000, PRICE, true)).serve(jobs(3, 4000, 2, 1));
        Run two = new Fleet(2, new Replica.Setup(LIMITS, 1000, PRICE, true)).serve(jobs(3, 4000, 4, 1));

        assertThat(two.percentile(0.95)).isLessThan(one.percentile(0.95));
        assertThat(two.perSecond()).isCloseTo(2 * one.perSecond(), within(0.2));
    }

    private static List<Job> jobs(long seed, int count, double perSecond, double burst) {
        Random random = new Random(seed);
        List<Job> jobs = new ArrayList<>();
        for (long time : new Arrivals(perSecond, burst).times(count, random)) {
            jobs.add(MIX.job(time, LIMITS.contextTokens(), random));
        }
        return jobs;
    }
}
