package dev.aligner.service.plug;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.service.wire.MalformedInputException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponse;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/** The corrector as one call of a host may use it: for all of its texts there is one deadline, which runs from the start. */
final class CallCorrector implements Corrections {
    private final Corrections corrector;
    private final Supplier<Set<String>> names;
    private final Terms terms;
    private final LongSupplier nanos;
    private final long end;

    /**
     * What the operator says about a plug's calls.
     *
     * @param instruction a text or a name, or null
     * @param longest code points of a text to correct
     */
    record Terms(OnFailure onFailure, @Nullable String instruction, Duration deadline, int longest) {}

    /** @param names of instructions; throws where there is no corrector that knows them */
    CallCorrector(Corrections corrector, Supplier<Set<String>> names, Terms terms, LongSupplier nanos) {
        this.corrector = corrector;
        this.names = names;
        this.terms = terms;
        this.nanos = nanos;
        this.end = nanos.getAsLong() + terms.deadline().toNanos();
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        Duration left = Duration.ofNanos(end - nanos.getAsLong());
        if (left.toMillis() < 1) {
            return Mono.error(AlignerException.of(
                    ErrorCode.DEADLINE,
                    "timeout: " + terms.deadline().toMillis() + " ms passed before the correction began"));
        }
        return corrector.correct(new CorrectionRequest(
                request.question(),
                request.answer(),
                request.instruction(),
                request.strength(),
                request.sampling(),
                left));
    }

    /**
     * @param begun the start of the answer that its client wrote
     * @param instruction the name of one, or null for the operator's
     * @param strength null for the corrector's own
     */
    PieceCorrector pieces(Question question, String begun, @Nullable String instruction, @Nullable Double strength) {
        return new PieceCorrector(
                this,
                question,
                begun,
                instruction == null ? terms.instruction() : instruction,
                strength,
                terms.deadline());
    }

    Mono<CorrectedTexts> texts(
            List<String> texts, Question question, @Nullable String instruction, @Nullable Double strength) {
        return CorrectedTexts.of(texts, pieces(question, "", instruction, strength), terms.longest(), this::tolerates);
    }

    OnFailure onFailure() {
        return terms.onFailure();
    }

    int longest() {
        return terms.longest();
    }

    /** @throws AlignerException INVALID_FIELD if no instruction has this name: a host's clients may have chosen it */
    String named(String field, String name) {
        Set<String> known = names.get();
        if (!known.contains(name)) {
            throw CallFields.none(field, "the name of an instruction, of " + String.join(", ", new TreeSet<>(known)));
        }
        return name;
    }

    /** Whether the host is to deliver the answer in spite of it. What the host itself did wrong it is always told. */
    boolean tolerates(Throwable error) {
        return terms.onFailure() == OnFailure.OPEN && !byCaller(error);
    }

    static boolean byCaller(Throwable error) {
        if (error instanceof AlignerException known) {
            return switch (known.code()) {
                case INVALID_FIELD, UNKNOWN_MODEL, CANCELLED -> true;
                default -> false;
            };
        }
        return error instanceof MalformedInputException
                || error instanceof ErrorResponse
                || DisconnectedClientHelper.isClientDisconnectedException(error);
    }
}
