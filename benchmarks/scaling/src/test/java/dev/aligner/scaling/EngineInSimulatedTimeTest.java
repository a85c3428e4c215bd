package dev.aligner.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Sampling;
import dev.aligner.engine.Engine;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.EngineObserver;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.Variant;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.schedule.SchedulerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The simulated engine is the engine: with a model whose steps take what they cost, both end every request at the same nanosecond. */
class EngineInSimulatedTimeTest {
    private static final int VOCABULARY = 4096;
    private static final int END = VOCABULARY - 1;
    private static final int SLOTS = 3;
    private static final int CONTEXT = 400;
    private static final EngineLimits LIMITS = new EngineLimits(32, 64, 24, 3, Duration.ofSeconds(10));
    private static final StepPrice PRICE = new StepPrice(9e6, 1e6, 0.3e6, 500);

    @Property(tries = 60)
    void bothEndEveryRequestAtTheSameTime(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int requests, @ForAll boolean drafts) {
        List<Job> jobs = jobs(new Random(seed), requests);

        Replica.Setup setup = new Replica.Setup(
                new SchedulerLimits(SLOTS, CONTEXT, LIMITS.stepTokens(), LIMITS.chunkTokens()),
                LIMITS.queueCapacity(),
                PRICE,
                drafts);
        List<Long> simulated = new Fleet(1, setup)
                .serve(jobs).served().stream()
                        .sorted(Comparator.comparingLong(Served::number))
                        .map(Served::endNanos)
                        .toList();

        assertThat(simulated).isEqualTo(engine(jobs, drafts));
    }

    /** All come at once, while the first is in its first step. */
    private static List<Long> engine(List<Job> jobs, boolean drafts) {
        AtomicLong clock = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch submitted = new CountDownLatch(1);
        try (Engine engine = Engine.start(
                () -> new ScriptedModel(jobs, clock, begun, submitted),
                new NoText(),
                Set.of(END),
                LIMITS,
                clock::get,
                Thread::new,
                EngineObserver.NONE)) {
            engine.ready().join();
            List<CompletableFuture<Generation>> ends = new ArrayList<>();
            for (Job job : jobs) {
                CompletableFuture<Generation> end = new CompletableFuture<>();
                ends.add(end);
                engine.submit(request(job, drafts), new Ending(end));
                await(begun);
            }
            submitted.countDown();
            return ends.stream()
                    .map(end -> end.join().timings().total().toNanos())
                    .toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GenerationRequest request(Job job, boolean drafts) {
        int[] draft = drafts ? Arrays.copyOf(job.answer(), job.answer().length + 1) : new int[0];
        if (drafts) {
            draft[draft.length - 1] = END;
        }
        return new GenerationRequest(
                job.prompt(), draft, Sampling.GREEDY, job.maxNewTokens(), List.of(), Long.MAX_VALUE, Variant.LOADED);
    }

    /** Few words, so that drafts are found again in wrong places too. The first token of a prompt tells whose it is. */
    private static List<Job> jobs(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] answer = random.ints(random.nextInt(1, 60), 100, 130).toArray();
                    int[] prompt = IntStream.concat(
                                    IntStream.of(2000 + i),
                                    IntStream.concat(
                                            random.ints(random.nextInt(0, 50), 100, 130), Arrays.stream(answer)))
                            .toArray();
                    int[] written = Arrays.stream(answer)
                            .map(token -> random.nextInt(8) == 0 ? random.nextInt(100, 130) : token)
                            .skip(random.nextInt(3) == 0 ? 1 : 0)
                            .toArray();
                    int[] output = Arrays.copyOf(written, written.length + 1);
                    output[written.length] = Job.END;
                    return new Job(0, prompt, answer, output, output.length + 10);
                })
                .toList();
    }

    /** Writes what the jobs say, and takes what the step costs. */
    private static final class ScriptedModel implements LanguageModel {
        private final List<Job> jobs;
        private final AtomicLong clock;
        private final CountDownLatch begun;
        private final CountDownLatch submitted;
        private final int[] owner = new int[SLOTS];

        ScriptedModel(List<Job> jobs, AtomicLong clock, CountDownLatch begun, CountDownLatch submitted) {
            this.begun = begun;
            this.jobs = jobs;
            this.clock = clock;
            this.submitted = submitted;
        }

        @Override
        public ModelShape shape() {
            return new ModelShape(VOCABULARY, SLOTS, CONTEXT);
        }

        @Override
        public Logits forward(List<Segment> segments) {
            begun.countDown();
            await(submitted);
            int tokens = 0;
            int rows = 0;
            long pairs = 0;
            IntStream.Builder best = IntStream.builder();
            for (Segment segment : segments) {
                if (segment.start() == 0) {
                    owner[segment.slot()] = segment.tokens()[0] - 2000;
                }
                Job job = jobs.get(owner[segment.slot()]);
                for (int i = segment.logitsFrom(); i < segment.tokens().length; i++) {
                    int written = segment.start() + i + 1 - job.prompt().length;
                    int token = written < job.output().length ? job.output()[written] : 1;
                    best.add(token == Job.END ? END : token);
                }
                tokens += segment.tokens().length;
                rows += segment.logitRows();
                pairs += StepPrice.Load.pairs(segment.start(), segment.tokens().length);
            }
            clock.addAndGet(PRICE.nanos(new StepPrice.Load(tokens, rows, pairs)));
            return new Certain(best.build().toArray());
        }

        @Override
        public void close() {}
    }

    /** Scores that leave no doubt. */
    private record Certain(int[] tokens) implements Logits {
        @Override
        public int rows() {
            return tokens.length;
        }

        @Override
        public int best(int row) {
            return tokens[row];
        }

        @Override
        public double logProbability(int row, int token) {
            return token == tokens[row] ? 0 : -50;
        }

        @Override
        public void copyRow(int row, float[] target) {
            Arrays.fill(target, -50);
            target[tokens[row]] = 0;
        }

        @Override
        public void close() {}
    }

    private static final class NoText implements TokenBytes {
        @Override
        public byte[] bytes(int token) {
            return new byte[0];
        }

        @Override
        public boolean dropsLeadingSpace() {
            return false;
        }
    }

    private record Ending(CompletableFuture<Generation> end) implements GenerationListener {
        @Override
        public void text(String delta) {}

        @Override
        public void finished(Generation generation) {
            end.complete(generation);
        }

        @Override
        public void failed(AlignerException error) {
            end.completeExceptionally(error);
        }
    }
}
