package dev.aligner.engine;

import static dev.aligner.engine.EngineUnderTest.CONTEXT;
import static dev.aligner.engine.EngineUnderTest.NEVER;
import static dev.aligner.engine.EngineUnderTest.VOCABULARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds for every request, whoever else is in the engine. */
class EngineLawsTest {
    @Property(tries = 150)
    void theOutputIsTheSameAloneAndInAnyBatchAndChunking(
            @ForAll @IntRange(min = 1, max = 4) int slots,
            @ForAll @IntRange(min = 1, max = 12) int budgetOverSlots,
            @ForAll @IntRange(min = 1, max = 10) int chunk,
            @ForAll @IntRange(min = 1, max = 12) int requests,
            @ForAll long seed) {
        EngineLimits limits = new EngineLimits(12, slots + budgetOverSlots, chunk, 3, Duration.ofSeconds(20));
        SplittableRandom random = new SplittableRandom(seed);
        List<GenerationRequest> submitted = new ArrayList<>();
        List<RecordedGeneration> recorded = new ArrayList<>();
        try (EngineUnderTest test = new EngineUnderTest(slots, limits, segments -> {})) {
            for (int i = 0; i < requests; i++) {
                GenerationRequest request = anyRequest(random);
                submitted.add(request);
                recorded.add(test.submit(request));
            }
            for (int i = 0; i < requests; i++) {
                check(submitted.get(i), recorded.get(i));
            }
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    private static void check(GenerationRequest request, RecordedGeneration recorded) {
        ReferenceOutput expected = ReferenceOutput.of(request);
        Generation actual = recorded.generation();
        List<Integer> tokens = Arrays.stream(actual.tokens()).boxed().toList();

        assertThat(actual.text()).isEqualTo(expected.text()).isEqualTo(String.join("", recorded.deltas()));
        assertThat(recorded.deltas()).allMatch(delta -> !Character.isHighSurrogate(delta.charAt(delta.length() - 1)));
        assertThat(actual.usage().promptTokens()).isEqualTo(request.prompt().length);
        assertThat(actual.usage().completionTokens()).isEqualTo(tokens.size());
        if (actual.finishReason() == FinishReason.STOP_SEQUENCE) {
            assertThat(expected.tokens()).startsWith(tokens.toArray(Integer[]::new));
        } else {
            assertThat(tokens).isEqualTo(expected.tokens());
            assertThat(actual.finishReason())
                    .isEqualTo(tokens.size() == request.maxNewTokens() ? FinishReason.LENGTH : FinishReason.STOP);
        }
    }

    private static GenerationRequest anyRequest(SplittableRandom random) {
        int[] prompt =
                random.ints(1 + random.nextInt(CONTEXT - 20), 1, VOCABULARY).toArray();
        Sampling sampling = random.nextBoolean()
                ? Sampling.GREEDY
                : new Sampling(
                        random.nextDouble(2),
                        random.nextInt(6),
                        1 - random.nextDouble(0.5),
                        1.1,
                        0.1,
                        random.nextLong(),
                        null,
                        List.of());
        List<String> stop = random.nextInt(3) == 0 ? List.of("ab", "c ", "😀") : List.of();
        int maxNewTokens = 1 + random.nextInt(20);
        int[] draft = anyDraft(new GenerationRequest(prompt, sampling, maxNewTokens, stop, NEVER), random);
        return new GenerationRequest(prompt, draft, sampling, maxNewTokens, stop, NEVER, Variant.LOADED);
    }

    /** None, nonsense, the prompt again, or what the output will be, edited here and there, cut short or too long. */
    private static int[] anyDraft(GenerationRequest request, SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new int[0];
            case 1 -> random.ints(random.nextInt(40), 0, VOCABULARY).toArray();
            case 2 -> request.prompt();
            default -> edited(ReferenceOutput.of(request).tokens(), random);
        };
    }

    private static int[] edited(List<Integer> tokens, SplittableRandom random) {
        List<Integer> edited = new ArrayList<>();
        for (int token : tokens) {
            int edit = random.nextInt(12);
            if (edit == 0) {
                edited.add(random.nextInt(VOCABULARY));
            }
            if (edit != 1) {
                edited.add(edit == 2 ? random.nextInt(VOCABULARY) : token);
            }
        }
        if (random.nextBoolean()) {
            edited.add(EngineUnderTest.END);
        }
        return edited.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void everyPlaceIsBackAfterThousandsOfRandomOutcomes() {
        SplittableRandom steps = new SplittableRandom(1);
        SplittableRandom random = new SplittableRandom(2);
        EngineLimits limits = new EngineLimits(5, 8, 4, 1000, Duration.ofSeconds(20));
        List<RecordedGeneration> recorded = new ArrayList<>();
        int refused = 0;
        try (EngineUnderTest test = new EngineUnderTest(3, limits, segments -> {
            if (steps.nextInt(30) == 0) {
                throw new IllegalStateException("scripted");
            }
        })) {
            for (int i = 0; i < 6000; i++) {
                GenerationRequest any = anyRequest(random);
                long deadline = random.nextInt(4) == 0 ? test.engine().nanoTime() + 2 : NEVER;
                GenerationRequest request = new GenerationRequest(
                        any.prompt(),
                        any.draft(),
                        any.sampling(),
                        any.maxNewTokens(),
                        any.stop(),
                        deadline,
                        any.variant());
                RecordedGeneration listener = random.nextInt(5) == 0 ? new Throwing() : new RecordedGeneration();
                try {
                    GenerationTask task = test.engine().submit(request, listener);
                    recorded.add(listener);
                    if (random.nextInt(4) == 0) {
                        task.cancel();
                        task.cancel();
                    }
                } catch (AlignerException full) {
                    refused++;
                    recorded.get(recorded.size() - 1).awaitEnd();
                }
                test.moveClock(Duration.ofNanos(1));
            }
            recorded.forEach(RecordedGeneration::awaitEnd);

            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
            assertThat(test.engine().counters().ended()).isEqualTo(recorded.size());
            assertThat(recorded.size() + refused).isEqualTo(6000);
            assertThat(refused).isPositive();
            assertThat(test.engine().healthy()).isTrue();
        }
    }

    @Test
    void whatWasAcceptedEndsOnceHoweverCloseComesBetween() throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            Queue<RecordedGeneration> accepted = new ConcurrentLinkedQueue<>();
            AtomicInteger refusedForOtherReasons = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            EngineUnderTest test = new EngineUnderTest(2, EngineUnderTest.limits(6), segments -> {});
            for (int caller = 0; caller < 3; caller++) {
                SplittableRandom random = new SplittableRandom(31L * round + caller);
                callers.add(new Thread(() -> submitUntilRefused(test, random, accepted, refusedForOtherReasons)));
            }
            callers.forEach(Thread::start);
            while (accepted.size() < 5) {
                Thread.onSpinWait();
            }
            test.close();
            for (Thread caller : callers) {
                caller.join(20_000);
            }

            accepted.forEach(RecordedGeneration::awaitEnd);
            assertThat(refusedForOtherReasons).hasValue(0);
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    private static void submitUntilRefused(
            EngineUnderTest test,
            SplittableRandom random,
            Queue<RecordedGeneration> accepted,
            AtomicInteger refusedForOtherReasons) {
        while (true) {
            try {
                accepted.add(test.submit(anyRequest(random)));
            } catch (AlignerException refusal) {
                if (refusal.code() == ErrorCode.QUEUE_FULL) {
                    continue;
                }
                if (refusal.code() != ErrorCode.DRAINING) {
                    refusedForOtherReasons.incrementAndGet();
                }
                return;
            }
        }
    }

    private static final class Throwing extends RecordedGeneration {
        @Override
        public void text(String delta) {
            throw new IllegalStateException("scripted");
        }
    }
}
