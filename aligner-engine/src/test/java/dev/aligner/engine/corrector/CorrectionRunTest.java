package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.policy.OutputJudge;
import dev.aligner.core.policy.OutputLimit;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.ScoreListener;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorrectionRunTest {
    private static final String ANSWER = " The sky is green, you fool. \n";

    private final HeardCorrection heard = new HeardCorrection();
    private final ScriptedGenerator engine = new ScriptedGenerator();

    private static CorrectionPolicy policy(DegenerateOutput degenerate, Streaming streaming) {
        return new CorrectionPolicy(
                LongAnswer.BYPASS, degenerate, streaming, 1.5, 48, CorrectionPolicy.DEFAULT.restraint());
    }

    private static MarginGate gate(double least) {
        return new MarginGate(least, CorrectionRunTest::target);
    }

    /** A token for each character of the text without the white space around it, and 0 for the end. */
    private static int[] target(String text) {
        return IntStream.concat(EdgeWhitespace.of(text).core().chars(), IntStream.of(0))
                .toArray();
    }

    private CorrectionRun start(CorrectionPolicy policy, String... windows) {
        return start(policy, null, windows);
    }

    private CorrectionRun start(CorrectionPolicy policy, @Nullable MarginGate gate, String... windows) {
        CorrectionRun run = run(policy, gate, engine, heard, windows);
        run.start();
        return run;
    }

    private static CorrectionRun run(
            CorrectionPolicy policy, CorrectionRun.Generator engine, CorrectionListener heard, String... windows) {
        return run(policy, null, engine, heard, windows);
    }

    private static CorrectionRun run(
            CorrectionPolicy policy,
            @Nullable MarginGate gate,
            CorrectionRun.Generator engine,
            CorrectionListener heard,
            String... windows) {
        String answer = String.join("", windows);
        CorrectionRequest request = new CorrectionRequest(
                Question.of("What colour is it?"), answer, null, null, Sampling.GREEDY, Duration.ofSeconds(5));
        List<Window> planned = Arrays.stream(windows)
                .map(text -> new Window("", text, new int[7], new OutputLimit(99, OutputLimit.Bound.GROWTH)))
                .toList();
        return new CorrectionRun(
                "model",
                request,
                1,
                planned,
                policy,
                new OutputJudge(List.of("ASSISTANT:")),
                gate,
                engine,
                Runnable::run,
                heard,
                null);
    }

    private void assertFailed(ErrorCode code) {
        assertThatThrownBy(heard::correction)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void startDefault(String... windows) {
        start(policy(DegenerateOutput.BYPASS, Streaming.DECIDED), windows);
    }

    @Test
    void aCopyIsNoneWithTheSameCharactersAndStreamsAsItIsWritten() {
        startDefault(ANSWER);

        engine.last().write("The sky ", "is gr");
        assertThat(heard.streamed()).isEqualTo(" The sky is gr");
        engine.last().write("een, you fool.").end(FinishReason.STOP);

        Correction correction = heard.correction();
        assertThat(correction.action()).isEqualTo(Action.NONE);
        assertThat(correction.text()).isEqualTo(ANSWER);
        assertThat(heard.streamed()).isEqualTo(ANSWER);
        assertThat(correction.editRatio()).isZero();
        assertThat(correction.reason()).isNull();
    }

    @Test
    void aChangeIsHeldUntilTheWholeOutputIsJudged() {
        startDefault(ANSWER);

        engine.last().write("The sky is blue", ".");
        assertThat(heard.streamed()).isEqualTo(" The sky is ");
        engine.last().end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().text()).isEqualTo(" The sky is blue. \n").isEqualTo(heard.streamed());
        assertThat(Edits.apply(ANSWER, heard.correction().edits())).isEqualTo(" The sky is blue. \n");
    }

    @Test
    void anUnusableOutputIsTheAnswerWithTheReason() {
        startDefault(ANSWER);

        engine.last().write("The sky", " ASSISTANT: sorry").end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.BYPASSED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.TEMPLATE_LEAK);
        assertThat(heard.correction().text()).isEqualTo(ANSWER).isEqualTo(heard.streamed());
        assertThat(heard.correction().edits()).isEmpty();
    }

    @Test
    void codeThatNobodyAskedToChangeStays() {
        String answer = "Use it:\n```\nx = 1  # damn\n```\n";
        startDefault(answer);

        engine.last().write("Use it:\n```\nx = 1", "\n```").end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.BYPASSED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.CODE_CHANGED);
        assertThat(heard.correction().text()).isEqualTo(answer).isEqualTo(heard.streamed());
    }

    @Test
    void anOutputThatNeverBeganIsEmptyNotLost() {
        startDefault(ANSWER);

        engine.last().end(FinishReason.STOP);

        assertThat(heard.correction().reason()).isEqualTo(Reason.EMPTY_OUTPUT);
        assertThat(heard.streamed()).isEqualTo(ANSWER);
    }

    @Test
    void aLoopIsStoppedBeforeItsLimitAndBypassed() {
        startDefault(ANSWER);

        String[] loop = new String[500];
        Arrays.fill(loop, "la la la ");
        engine.last().write(loop);
        assertThat(engine.last().cancelled()).isTrue();
        assertThat(heard.ended()).isFalse();
        engine.last().end(FinishReason.LENGTH);

        assertThat(heard.correction().reason()).isEqualTo(Reason.LOOPING_OUTPUT);
        assertThat(heard.correction().usage().promptTokens()).isEqualTo(7);
        assertThat(heard.streamed()).isEqualTo(ANSWER);
    }

    @Test
    void thePolicyMayFailInstead() {
        start(policy(DegenerateOutput.ERROR, Streaming.DECIDED), ANSWER);

        engine.last().write("Blue. ASSISTANT:").end(FinishReason.STOP);

        assertThatThrownBy(heard::correction)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEGENERATE_OUTPUT))
                .hasMessageContaining("template_leak");
    }

    @Test
    void eagerStreamingSaysWhenItCannotTakeBackWhatHasLeft() {
        start(policy(DegenerateOutput.BYPASS, Streaming.EAGER), ANSWER);

        engine.last().write("Blue", " or so");
        assertThat(heard.streamed()).isEqualTo(" Blue or so");
        engine.last().end(FinishReason.LENGTH);

        assertThatThrownBy(heard::correction)
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("too_long");
    }

    @Test
    void aCancelledCorrectionEndsAsCancelled() {
        CorrectionRun run = start(policy(DegenerateOutput.BYPASS, Streaming.DECIDED), ANSWER);

        engine.last().write("The");
        run.cancel();
        assertThat(engine.last().cancelled()).isTrue();
        engine.last().end(FinishReason.STOP);

        assertThatThrownBy(heard::correction)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void windowsFollowEachOtherAndABadOneKeepsItsText() {
        startDefault("One bad thing.\n\n", "Two good things. ", "Three.");

        engine.last().write("One nice thing.").end(FinishReason.STOP);
        assertThat(heard.streamed()).isEqualTo("One nice thing.\n\n");
        engine.last().write("").end(FinishReason.STOP);
        engine.last().write("Three.").end(FinishReason.STOP);

        assertThat(engine.started()).isEqualTo(3);
        assertThat(heard.correction().text())
                .isEqualTo("One nice thing.\n\nTwo good things. Three.")
                .isEqualTo(heard.streamed());
        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.EMPTY_OUTPUT);
        assertThat(heard.correction().usage().promptTokens()).isEqualTo(21);
    }

    @Test
    void cancellingReachesTheRunningWindowEvenIfTheFirstEndedBeforeItsStartReturned() {
        CorrectionRun.Generator quick = new CorrectionRun.Generator() {
            @Override
            public GenerationTask first(Window window, GenerationListener listener) {
                GenerationTask task = engine.first(window, listener);
                engine.last().write("One.").end(FinishReason.STOP);
                return task;
            }

            @Override
            public GenerationTask next(Window window, GenerationListener listener) {
                return engine.next(window, listener);
            }

            @Override
            public GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener) {
                return engine.score(prompt, continuation, given, listener);
            }
        };
        CorrectionRun run = run(CorrectionPolicy.DEFAULT, quick, heard, "One. ", "Two.");
        run.start();

        run.cancel();

        assertThat(engine.started()).isEqualTo(2);
        assertThat(engine.last().cancelled()).isTrue();
    }

    @Test
    void aCancelledCorrectionStartsNoFurtherWindow() {
        CorrectionRun run = start(CorrectionPolicy.DEFAULT, "One. ", "Two.");

        engine.last().write("One.");
        ScriptedGenerator.Running first = engine.last();
        first.endsBeforeItIsCancelled(run::cancel);

        assertThat(engine.started()).isEqualTo(1);
        assertFailed(ErrorCode.CANCELLED);
    }

    @Test
    void anEngineThatRefusesTheNextWindowFailsTheCorrection() {
        CorrectionRun.Generator broken = new CorrectionRun.Generator() {
            @Override
            public GenerationTask first(Window window, GenerationListener listener) {
                return engine.first(window, listener);
            }

            @Override
            public GenerationTask next(Window window, GenerationListener listener) {
                throw AlignerException.of(ErrorCode.MODEL_FAILED, "broken");
            }

            @Override
            public GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener) {
                throw AlignerException.of(ErrorCode.TOO_LARGE, "full");
            }
        };
        run(CorrectionPolicy.DEFAULT, broken, heard, "One. ", "Two.").start();

        engine.last().write("One.").end(FinishReason.STOP);

        assertFailed(ErrorCode.MODEL_FAILED);
    }

    @Test
    void aListenerThatThrowsAtTheLastPieceHearsOfTheEndAllTheSame() {
        CorrectionListener throwing = new CorrectionListener() {
            @Override
            public void delta(String text) {
                throw new IllegalStateException("scripted");
            }

            @Override
            public void corrected(Correction correction) {
                heard.corrected(correction);
            }

            @Override
            public void failed(AlignerException error) {
                heard.failed(error);
            }
        };
        run(CorrectionPolicy.DEFAULT, engine, throwing, "One.").start();

        engine.last().write("Two.").end(FinishReason.STOP);

        assertFailed(ErrorCode.CANCELLED);
    }

    private void startSqueezed(DegenerateOutput degenerate, Streaming streaming, String answer) {
        CorrectionRequest request = new CorrectionRequest(
                Question.of("What colour is it?"), answer, null, null, Sampling.GREEDY, Duration.ofSeconds(5));
        UnaryOperator<String> reading = text ->
                EdgeWhitespace.of(text).around(EdgeWhitespace.of(text).core().replaceAll("\\s+", " "));
        Window window = new Window(
                "",
                answer,
                new Restoration(answer, reading.apply(answer), reading),
                new int[7],
                new int[0],
                new OutputLimit(99, OutputLimit.Bound.GROWTH));
        new CorrectionRun(
                        "model",
                        request,
                        1,
                        List.of(window),
                        policy(degenerate, streaming),
                        new OutputJudge(List.of()),
                        null,
                        engine,
                        Runnable::run,
                        heard,
                        null)
                .start();
    }

    @ParameterizedTest
    @EnumSource(Streaming.class)
    void whatTheTokenizerCannotWriteIsNoEdit(Streaming streaming) {
        String answer = "The sky\n\nis  green.\n";
        startSqueezed(DegenerateOutput.ERROR, streaming, answer);

        engine.last().write("The sky ", "is green.").end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.NONE);
        assertThat(heard.correction().text()).isEqualTo(answer).isEqualTo(heard.streamed());
    }

    @ParameterizedTest
    @EnumSource(Streaming.class)
    void anEditLeavesTheRestAsItWasThoughTheTokenizerCannotWriteIt(Streaming streaming) {
        startSqueezed(DegenerateOutput.ERROR, streaming, " The sky\n\nis  green, you\tfool. ");

        engine.last().write("The sky is", " blue, you fool.").end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().text())
                .isEqualTo(" The sky\n\nis  blue, you\tfool. ")
                .isEqualTo(heard.streamed());
        assertThat(heard.correction().edits()).hasSize(1);
    }

    @Test
    void aChangeAtOrAboveTheMarginIsDeliveredWithIt() {
        start(CorrectionPolicy.DEFAULT, gate(2), ANSWER);

        engine.last().write("The sky is blue.").end(FinishReason.STOP);
        assertThat(heard.ended()).isFalse();
        assertThat(heard.streamed()).isEqualTo(" The sky is ");
        engine.weigh(2);

        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().text()).isEqualTo(" The sky is blue. \n").isEqualTo(heard.streamed());
        assertThat(heard.correction().margin()).isEqualTo(2);
        assertThat(heard.correction().reason()).isNull();
        assertThat(heard.correction().usage().promptTokens()).isEqualTo(7);
        assertThat(heard.correction().timings().total()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void aChangeBelowTheMarginIsNoneWithTheReasonAndTheMargin() {
        start(policy(DegenerateOutput.ERROR, Streaming.EAGER), gate(2), ANSWER);

        engine.last().write("The sky is blue.").end(FinishReason.STOP);
        assertThat(heard.streamed()).isEqualTo(" The sky is ");
        engine.weigh(1.75);

        assertThat(heard.correction().action()).isEqualTo(Action.NONE);
        assertThat(heard.correction().text()).isEqualTo(ANSWER).isEqualTo(heard.streamed());
        assertThat(heard.correction().reason()).isEqualTo(Reason.BELOW_MARGIN);
        assertThat(heard.correction().margin()).isEqualTo(1.75);
        assertThat(heard.correction().edits()).isEmpty();
        assertThat(heard.correction().finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void bothTextsAreScoredFromWhereTheyDifferToTheirEnds() {
        start(CorrectionPolicy.DEFAULT, gate(0), " ab cd\n");

        engine.last().write("ab x").end(FinishReason.STOP);

        assertThat(engine.passes()).hasSize(2);
        assertThat(engine.passes()).allSatisfy(pass -> {
            assertThat(pass.prompt()).containsExactly(new int[7]);
            assertThat(pass.given()).isEqualTo(3);
        });
        assertThat(engine.passes().get(0).continuation()).containsExactly('a', 'b', ' ', 'x', 0);
        assertThat(engine.passes().get(1).continuation()).containsExactly('a', 'b', ' ', 'c', 'd', 0);
    }

    @Test
    void whatWasJustWrittenIsNotScoredAgain() {
        start(CorrectionPolicy.DEFAULT, gate(0), " ab cd\n");

        engine.last().write("ab x").ended(new int[] {'a', 'b', ' ', 'x', 0}, -8, -8, -8, -1, -0.5);

        assertThat(engine.passes()).hasSize(1);
        assertThat(engine.passes().get(0).continuation()).containsExactly('a', 'b', ' ', 'c', 'd', 0);
        engine.passes().get(0).end(-4);
        assertThat(heard.correction().margin()).isEqualTo(2.5);
    }

    @Test
    void aTextThatTheModelWouldWriteInOtherTokensIsScored() {
        start(CorrectionPolicy.DEFAULT, gate(0), " ab cd\n");

        engine.last().write("ab x").ended(new int[] {1000, ' ', 'x', 0}, -8, -8, -1, -0.5);

        assertThat(engine.passes()).hasSize(2);
    }

    @Test
    void copiesUnusableOutputsAndChangesOfOuterWhiteSpaceAreNotWeighed() {
        start(CorrectionPolicy.DEFAULT, gate(2), ANSWER, "Two. ", "Three.");

        engine.last().write("\nThe sky is green, you fool.").end(FinishReason.STOP);
        engine.last().write("ASSISTANT: no").end(FinishReason.STOP);
        engine.last().write("Three").end(FinishReason.LENGTH);

        assertThat(engine.passes()).isEmpty();
        assertThat(heard.correction().margin()).isNull();
        assertThat(heard.correction().reason()).isEqualTo(Reason.TEMPLATE_LEAK);
        assertThat(heard.correction().action()).isEqualTo(Action.BYPASSED);
    }

    @Test
    void eachWindowIsWeighedByItselfAndTheSmallestMarginIsTold() {
        start(CorrectionPolicy.DEFAULT, gate(1), "One bad. ", "Two bad. ", "Three bad.");

        engine.last().write("One.").end(FinishReason.STOP);
        engine.weigh(4);
        engine.last().write("Two.").end(FinishReason.STOP);
        engine.weigh(-3);
        engine.last().write("Three.").end(FinishReason.STOP);
        engine.weigh(1.5);

        assertThat(heard.correction().text()).isEqualTo("One. Two bad. Three.").isEqualTo(heard.streamed());
        assertThat(heard.correction().action()).isEqualTo(Action.CORRECTED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.BELOW_MARGIN);
        assertThat(heard.correction().margin()).isEqualTo(-3);
    }

    @Test
    void anUnusableWindowIsTheReasonThatCounts() {
        start(CorrectionPolicy.DEFAULT, gate(1), "One bad. ", "Two bad.");

        engine.last().write("One.").end(FinishReason.STOP);
        engine.weigh(0);
        engine.last().end(FinishReason.STOP);

        assertThat(heard.correction().action()).isEqualTo(Action.BYPASSED);
        assertThat(heard.correction().reason()).isEqualTo(Reason.EMPTY_OUTPUT);
    }

    @Test
    void aPassThatFailsFailsTheCorrectionAndEndsTheOther() {
        start(CorrectionPolicy.DEFAULT, gate(2), ANSWER);
        engine.last().write("The sky is blue.").end(FinishReason.STOP);

        engine.passes().get(1).fail(ErrorCode.DEADLINE);
        assertThat(engine.passes().get(0).cancelled()).isTrue();
        engine.passes().get(0).end(0);

        assertFailed(ErrorCode.DEADLINE);
    }

    @Test
    void cancellingWhileItIsWeighedEndsBothPasses() {
        CorrectionRun run = start(CorrectionPolicy.DEFAULT, gate(2), ANSWER);
        engine.last().write("The sky is blue.").end(FinishReason.STOP);

        run.cancel();
        engine.passes().forEach(pass -> pass.end(0));

        assertThat(engine.passes()).allMatch(ScriptedGenerator.Pass::cancelled);
        assertFailed(ErrorCode.CANCELLED);
    }

    @Test
    void aTextThatNoLongerFitsIsTooLong() {
        CorrectionRun.Generator full = new CorrectionRun.Generator() {
            @Override
            public GenerationTask first(Window window, GenerationListener listener) {
                return engine.first(window, listener);
            }

            @Override
            public GenerationTask next(Window window, GenerationListener listener) {
                return engine.next(window, listener);
            }

            @Override
            public GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener) {
                throw AlignerException.tooLarge("prompt", "scripted");
            }
        };
        run(CorrectionPolicy.DEFAULT, gate(2), full, heard, ANSWER).start();

        engine.last().write("The sky is blue.").end(FinishReason.STOP);

        assertThat(heard.correction().reason()).isEqualTo(Reason.OUTPUT_TOO_LONG);
        assertThat(heard.correction().text()).isEqualTo(ANSWER).isEqualTo(heard.streamed());
    }

    @Property(tries = 300)
    void whatAMarginRefusesHasNeverLeft(
            @ForAll @Size(max = 6) List<String> deltas,
            @ForAll String answer,
            @ForAll FinishReason reason,
            @ForAll Streaming streaming,
            @ForAll @DoubleRange(min = -9, max = 9) double margin) {
        HeardCorrection listener = new HeardCorrection();
        ScriptedGenerator generator = new ScriptedGenerator();
        String given = "a" + answer.replaceAll("\\p{Cs}", "?");
        run(policy(DegenerateOutput.BYPASS, streaming), gate(0.5), generator, listener, given)
                .start();
        generator.last().write("a".repeat(deltas.size() % 2));
        deltas.stream()
                .map(d -> d.replaceAll("\\p{Cs}", "?"))
                .filter(d -> !d.isEmpty())
                .forEach(generator.last()::write);
        generator.last().end(reason);
        if (!listener.ended()) {
            assertThat(given).startsWith(listener.streamed());
            generator.weigh(margin);
        }

        Correction correction = listener.correction();
        assertThat(listener.streamed()).isEqualTo(correction.text());
        assertThat(Edits.apply(given, correction.edits())).isEqualTo(correction.text());
        if (correction.margin() != null) {
            assertThat(correction.action()).isEqualTo(margin >= 0.5 ? Action.CORRECTED : Action.NONE);
            assertThat(correction.reason()).isEqualTo(margin >= 0.5 ? null : Reason.BELOW_MARGIN);
        } else {
            assertThat(correction.action()).isNotEqualTo(Action.CORRECTED);
        }
    }

    @Property(tries = 300)
    void whatStreamsIsAlwaysWhatIsDelivered(
            @ForAll @Size(max = 6) List<String> deltas, @ForAll String answer, @ForAll FinishReason reason) {
        HeardCorrection listener = new HeardCorrection();
        ScriptedGenerator generator = new ScriptedGenerator();
        String given = "a" + answer.replaceAll("\\p{Cs}", "?");
        CorrectionRun run = new CorrectionRun(
                "model",
                new CorrectionRequest(Question.of("q"), given, null, null, Sampling.GREEDY, Duration.ofSeconds(5)),
                1,
                List.of(new Window("", given, new int[1], new OutputLimit(9, OutputLimit.Bound.GROWTH))),
                policy(DegenerateOutput.BYPASS, Streaming.DECIDED),
                new OutputJudge(List.of()),
                null,
                generator,
                Runnable::run,
                listener,
                null);
        run.start();
        deltas.stream()
                .map(d -> d.replaceAll("\\p{Cs}", "?"))
                .filter(d -> !d.isEmpty())
                .forEach(generator.last()::write);
        generator.last().end(reason);

        Correction correction = listener.correction();
        assertThat(listener.streamed()).isEqualTo(correction.text());
        assertThat(Edits.apply(given, correction.edits())).isEqualTo(correction.text());
        assertThat(correction.action() == Action.CORRECTED)
                .isEqualTo(!correction.text().equals(given));
    }
}
