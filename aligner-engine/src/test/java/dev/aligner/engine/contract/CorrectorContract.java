package dev.aligner.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The laws of a correction, for any corrector: of whatever family, read from whatever file, computed in whatever
 * precision, here or elsewhere.
 */
public final class CorrectorContract {
    /** The longest instruction of its callers' own, in code points, that a corrector under test allows. */
    public static final int MAX_INSTRUCTION = 40;

    /** The named instructions that it has. */
    public static final Map<String, String> INSTRUCTIONS = Map.of("brief", "Be brief.");

    private static final String SETTINGS = "{\"id\": \"tiny\", \"template\": \"t3-instruct\"%s}";
    private static final String MARGIN = ", \"margin\": {\"instructed\": 1e9}";
    private static final String WITHOUT_INSTRUCTION = "{\"id\": \"tiny\", \"template\": \"t3\"}";
    private static final String ANSWER = " It is so, and so it was.\n";
    private static final int SEEDS = 200;

    /** Noise that a stop text ends is an output like any other, but for what comes before it. */
    private static final List<String> STOPS = List.of("a", "e", "i", "o", " ");

    private final CorrectorUnderTest subject;
    private final Corrector corrector;
    private boolean closed;

    private CorrectorContract(CorrectorUnderTest subject) throws IOException {
        this.subject = subject;
        this.corrector = subject.open(SETTINGS.formatted(subject.weighs() ? MARGIN : ""), LongAnswer.WINDOWS);
    }

    /** The policy of a corrector under test, which has little room. */
    public static CorrectionPolicy policy(LongAnswer longAnswer) {
        return new CorrectionPolicy(
                longAnswer, DegenerateOutput.BYPASS, Streaming.DECIDED, 1, 4, CorrectionPolicy.DEFAULT.restraint());
    }

    /** Every law as a test; the corrector is opened by the first of them. */
    public static DynamicContainer of(String name, CorrectorUnderTest subject) {
        Opened opened = new Opened(subject);
        return DynamicContainer.dynamicContainer(
                name,
                Stream.of(
                                opened.test("an outcome is what it says", CorrectorContract::isWhatItSays),
                                opened.test("greedy and seeds repeat", CorrectorContract::repeats),
                                opened.test(
                                        "drafts change nothing, settings what they say",
                                        CorrectorContract::needsNoDrafts),
                                opened.test("alone as in company", CorrectorContract::isTheSameInCompany),
                                opened.test("strength 0 is the original", CorrectorContract::returnsTheOriginal),
                                opened.test("instructions are the template's", CorrectorContract::boundsInstructions),
                                opened.test("a long answer is split, or left alone", CorrectorContract::isSplit),
                                opened.test("a cancelled one ends once", CorrectorContract::endsOnce),
                                opened.test("a deadline is one", CorrectorContract::keepsDeadlines),
                                opened.test("what is closed refuses", CorrectorContract::refusesWhenClosed))
                        .onClose(opened::close));
    }

    private interface Law {
        void holds(CorrectorContract contract) throws IOException;
    }

    /** Closed by whoever runs the tests, with their stream. */
    private static final class Opened {
        private final CorrectorUnderTest subject;
        private @Nullable CorrectorContract contract;

        Opened(CorrectorUnderTest subject) {
            this.subject = subject;
        }

        DynamicTest test(String name, Law law) {
            Executable holds = () -> {
                CorrectorContract opened = contract == null ? new CorrectorContract(subject) : contract;
                contract = opened;
                law.holds(opened);
                opened.assertIdle();
            };
            return DynamicTest.dynamicTest(name, holds);
        }

        void close() {
            if (contract != null) {
                contract.corrector.close();
            }
        }
    }

    private void assertIdle() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (corrector.load().running() + corrector.load().waiting() > 0) {
            assertThat(System.nanoTime()).as("idle in time").isLessThan(end);
            Thread.onSpinWait();
        }
        // what is closed is neither
        assertThat(closed || corrector.healthy()).isTrue();
    }

    private static CorrectionRequest request(
            String answer, @Nullable String instruction, double strength, Sampling sampling, Duration timeout) {
        return new CorrectionRequest(Question.of("Is it?"), answer, instruction, strength, sampling, timeout);
    }

    private static CorrectionRequest request(String answer, @Nullable String instruction, Sampling sampling) {
        return request(answer, instruction, 1, sampling, Duration.ofMinutes(1));
    }

    private static CorrectionRequest noise(@Nullable String instruction, long seed) {
        return request(ANSWER, instruction, new Sampling(1.5, 0, 1, 1, 0, seed, null, STOPS));
    }

    private static Sampling ofEverything() {
        return new Sampling(0.9, 40, 0.9, 1.2, 0.3, 3L, 7, List.of());
    }

    private List<CorrectionRequest> requests() {
        List<CorrectionRequest> requests = new ArrayList<>();
        requests.add(request(ANSWER, null, Sampling.GREEDY));
        requests.add(request("\u00c9t\u00e9 <s>", null, new Sampling(0, 0, 1, 1, 0, null, null, STOPS)));
        requests.add(request(ANSWER, "brief", Sampling.GREEDY));
        Sampling some = new Sampling(0.9, 0, 0.9, 1, 0.3, 3L, 7, List.of());
        requests.add(request(ANSWER, null, subject.samplesAll() ? ofEverything() : some));
        for (long seed = 0; seed < 4; seed++) {
            requests.add(noise(null, seed));
        }
        return requests;
    }

    private List<Outcome> oneByOne(Corrector asked) {
        return requests().stream().map(request -> Outcome.of(asked, request)).toList();
    }

    private void isWhatItSays() {
        Set<Action> seen = EnumSet.noneOf(Action.class);
        Set<Action> wanted = subject.weighs() ? Set.of(Action.CORRECTED, Action.NONE) : Set.of(Action.CORRECTED);
        for (long seed = 0; !seen.containsAll(wanted) && seed < SEEDS; seed++) {
            // no change is worth the margin of an instruction
            String instruction = seen.contains(Action.CORRECTED) ? "brief" : null;
            CorrectionRequest request = noise(instruction, seed);
            Outcome.Running running = Outcome.Running.start(corrector, request);
            Correction correction = running.correction();
            seen.add(correction.action());
            assertThat(running.streamed()).isEqualTo(correction.text());
            assertThat(Edits.apply(ANSWER, correction.edits())).isEqualTo(correction.text());
            assertThat(correction.text().equals(ANSWER)).isEqualTo(correction.action() != Action.CORRECTED);
            assertThat(correction.editRatio() > 0).isEqualTo(correction.action() == Action.CORRECTED);
            assertThat(correction.reason() == null).isEqualTo(correction.action() == Action.CORRECTED);
            assertThat(correction.model()).isEqualTo("tiny");
            assertThat(correction.usage().completionTokens()).isPositive();
        }
        assertThat(seen).containsAll(wanted);
    }

    private void repeats() {
        assertThat(oneByOne(corrector)).isEqualTo(oneByOne(corrector));
        if (!subject.samplesAll()) {
            // what cannot be done is refused, never left out in silence
            CorrectionRequest more = request(ANSWER, null, ofEverything());
            assertRefused(ErrorCode.INVALID_FIELD, () -> Outcome.of(corrector, more));
        }
    }

    /** The other corrector has another policy, and a template without an instruction: as many as need be, not more. */
    private void needsNoDrafts() throws IOException {
        try (Corrector plain = subject.plain(WITHOUT_INSTRUCTION, LongAnswer.REJECT)) {
            for (CorrectionRequest request : requests()) {
                if (request.instruction() != null) {
                    assertRefused(ErrorCode.INVALID_FIELD, () -> Outcome.of(plain, request));
                } else {
                    assertThat(Outcome.of(corrector, request)).isEqualTo(Outcome.of(plain, request));
                }
            }
            assertRefused(ErrorCode.TOO_LARGE, () -> Outcome.of(plain, tooLong("Is it?")));
        }
    }

    private void isTheSameInCompany() {
        List<Outcome.Running> company = requests().stream()
                .map(request -> Outcome.Running.start(corrector, request))
                .toList();
        assertThat(company.stream().map(Outcome.Running::outcome).toList()).isEqualTo(oneByOne(corrector));
    }

    private void returnsTheOriginal() {
        Outcome original = Outcome.of(corrector, request(ANSWER, null, 0, Sampling.GREEDY, Duration.ofMinutes(1)));
        assertThat(original.action()).isEqualTo(Action.NONE);
        assertThat(original.reason()).isEqualTo(Reason.STRENGTH_ZERO);
        assertThat(original.text()).isEqualTo(ANSWER);
        Outcome blank = Outcome.of(corrector, request(" \n", null, Sampling.GREEDY));
        assertThat(blank.reason()).isEqualTo(Reason.NO_TEXT);
        assertThat(blank.text()).isEqualTo(" \n");
        assertRefused(
                ErrorCode.INVALID_FIELD,
                () -> Outcome.of(corrector, request(ANSWER, null, 0.5, Sampling.GREEDY, Duration.ofMinutes(1))));
    }

    private void boundsInstructions() {
        Outcome plain = Outcome.of(corrector, request(ANSWER, null, Sampling.GREEDY));
        Outcome named = Outcome.of(corrector, request(ANSWER, "brief", Sampling.GREEDY));
        Outcome free = Outcome.of(corrector, request(ANSWER, "Be brief.", Sampling.GREEDY));
        assertThat(named).isEqualTo(free);
        assertThat(named.promptTokens()).isGreaterThan(plain.promptTokens());
        assertRefused(
                ErrorCode.INVALID_FIELD,
                () -> Outcome.of(corrector, request(ANSWER, "x".repeat(MAX_INSTRUCTION + 1), Sampling.GREEDY)));
    }

    private CorrectionRequest tooLong(String question) {
        return new CorrectionRequest(
                Question.of(question),
                ANSWER.repeat(corrector.card().contextTokens() / 4),
                null,
                1.0,
                new Sampling(0, 0, 1, 1, 0, null, 3, STOPS),
                Duration.ofMinutes(1));
    }

    private void isSplit() {
        Outcome windows = Outcome.of(corrector, tooLong("Is it?"));
        assertThat(windows.reason()).isNotEqualTo(Reason.TOO_LARGE);
        assertThat(windows.promptTokens()).isGreaterThan(corrector.card().contextTokens());
        CorrectionRequest unsplittable = tooLong(ANSWER.repeat(corrector.card().contextTokens() / 4));
        Outcome bypassed = Outcome.of(corrector, unsplittable);
        assertThat(bypassed.action()).isEqualTo(Action.BYPASSED);
        assertThat(bypassed.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(bypassed.text()).isEqualTo(unsplittable.answer());
    }

    private void endsOnce() {
        List<Outcome.Running> company = requests().stream()
                .map(request -> Outcome.Running.start(corrector, request))
                .toList();
        company.forEach(Outcome.Running::cancel);
        company.forEach(Outcome.Running::cancel);
        for (Outcome.Running each : company) {
            try {
                each.correction();
            } catch (AlignerException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
            }
        }
        // one that began after them ends after them
        Outcome.of(corrector, requests().get(0));
        assertIdle();
        assertThat(company).allMatch(each -> each.ends() == 1);
    }

    private void keepsDeadlines() {
        assertRefused(
                ErrorCode.DEADLINE,
                () -> Outcome.of(corrector, request(ANSWER, null, 1, Sampling.GREEDY, Duration.ofSeconds(-1))));
    }

    private void refusesWhenClosed() {
        corrector.close();
        closed = true;
        assertRefused(ErrorCode.DRAINING, () -> Outcome.of(corrector, requests().get(0)));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
