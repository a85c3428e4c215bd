package dev.aligner.service.plug;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.SharedDeadline;
import dev.aligner.relay.Why;
import dev.aligner.service.wire.MalformedInputException;
import dev.aligner.upstream.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.web.ErrorResponse;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/** The corrector as one call of a host may use it: for all of its texts there is one deadline, which runs from the start. */
final class CallCorrector {
    private static final String INSTRUCTION = "instruction";

    private final Corrections corrector;
    private final Supplier<Set<String>> names;
    private final Function<List<String>, RoutePolicy> policies;
    private final RoutePolicy policy;

    /**
     * @param names of instructions; throws where there is no corrector that knows them
     * @param policies what the operator says about a plug's calls, by the instructions that a call may choose
     */
    CallCorrector(
            Corrections corrector,
            Supplier<Set<String>> names,
            Function<List<String>, RoutePolicy> policies,
            LongSupplier nanos) {
        this.names = names;
        this.policies = policies;
        this.policy = policies.apply(List.of());
        this.corrector = new SharedDeadline(corrector, policy.deadline(), nanos);
    }

    /** Those of a call that has none of its own but headers. */
    Controls controls(HttpHeaders headers) {
        return controls(headers, new JsonValue.Missing(), "aligner");
    }

    /**
     * Those of a call.
     *
     * @param object where it has them, besides its headers
     * @param path of that object
     * @throws AlignerException INVALID_FIELD for what the operator does not allow
     */
    Controls controls(HttpHeaders headers, JsonValue object, String path) {
        boolean named = headers.getFirst("x-aligner-" + INSTRUCTION) != null
                || object.at(INSTRUCTION).present();
        RoutePolicy allowing = named ? policies.apply(List.copyOf(new TreeSet<>(names.get()))) : policy;
        return Controls.of(allowing, headers::getFirst, object, path);
    }

    /** @param begun the start of the answer that its client wrote */
    PieceCorrector pieces(Question question, String begun, Controls controls) {
        return new PieceCorrector(
                corrector,
                question,
                begun,
                controls.instruction(),
                controls.strength(),
                policy.deadline(),
                policy.blocking(),
                controls.minMargin(),
                controls.model());
    }

    Mono<CorrectedTexts> texts(List<String> texts, Question question, Controls controls) {
        return CorrectedTexts.of(texts, pieces(question, "", controls), policy.held(), onFailure(), this::tolerates);
    }

    OnFailure onFailure() {
        return policy.onFailure();
    }

    /** What stands in the place of an answer that is not let out. */
    String blockText() {
        return policy.blocking().text();
    }

    /** @throws AlignerException INVALID_FIELD if no instruction has this name: a host's clients may have chosen it */
    String named(String field, String name) {
        Set<String> known = names.get();
        if (!known.contains(name)) {
            throw CallFields.none(field, "the name of an instruction, of " + String.join(", ", new TreeSet<>(known)));
        }
        return name;
    }

    /** Whether the host is not to deliver the answer because of it. */
    boolean blocks(Throwable error) {
        return !byCaller(error) && policy.blocking().blocks(Why.of(error));
    }

    /** Whether the host is to deliver the answer in spite of it. What the host itself did wrong it is always told. */
    boolean tolerates(Throwable error) {
        return policy.onFailure() == OnFailure.OPEN && !byCaller(error);
    }

    static boolean byCaller(Throwable error) {
        if (error instanceof AlignerException known) {
            return switch (known.code()) {
                case INVALID_FIELD, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, UNKNOWN_MODEL, CANCELLED -> true;
                default -> false;
            };
        }
        return error instanceof MalformedInputException
                || error instanceof ErrorResponse
                || DisconnectedClientHelper.isClientDisconnectedException(error);
    }
}
