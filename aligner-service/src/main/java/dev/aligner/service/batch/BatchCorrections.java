package dev.aligner.service.batch;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.bridge.TokenAccount;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.request.Frame;
import dev.aligner.service.request.LineFramer;
import dev.aligner.service.wire.CorrectionCall;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.LineTag;
import dev.aligner.service.wire.StrictJson;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/**
 * Corrects lines, a bounded number at once, each answered as soon as it is done: outcomes come in order of completion
 * and carry their line's id or number. Input is only asked for as outcomes are taken. A line never fails the others.
 */
public final class BatchCorrections {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCorrections.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(20);
    private static final Duration LAST_RETRY = Duration.ofMillis(500);

    private final ReactiveCorrector corrector;
    private final UnaryOperator<Corrections> observed;
    private final CorrectionReader reader;
    private final Scheduler scheduler;
    private final int concurrency;
    private final int maxLineBytes;

    /**
     * @param observed corrections of lines, for whoever counts them
     * @param scheduler where lines are parsed, and whose clock counts their deadlines
     */
    public BatchCorrections(
            ReactiveCorrector corrector,
            UnaryOperator<Corrections> observed,
            CorrectionReader reader,
            Scheduler scheduler,
            int concurrency,
            int maxLineBytes) {
        this.corrector = corrector;
        this.observed = observed;
        this.reader = reader;
        this.scheduler = scheduler;
        this.concurrency = concurrency;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * @param chunks the input, cut anywhere
     * @param origin of all its lines; its request's id is for problems
     */
    public Flux<LineOutcome> correct(Flux<byte[]> chunks, Origin origin) {
        return correct(chunks, origin, call -> {});
    }

    /**
     * @param chunks the input, cut anywhere
     * @param origin of all its lines; its request's id is for problems
     * @param allowed throws {@link AlignerException} for a line that its caller may not ask for
     */
    public Flux<LineOutcome> correct(Flux<byte[]> chunks, Origin origin, Consumer<CorrectionCall> allowed) {
        Corrections lines = observed.apply(request -> patiently(request, corrector.from(origin)));
        return Flux.defer(() -> {
            LineFramer framer = new LineFramer(maxLineBytes);
            return chunks.concatMapIterable(framer::add, 1)
                    .concatWith(Flux.defer(() -> Flux.fromIterable(framer.end())))
                    // what is under way ends, also where the input breaks off
                    .flatMapDelayError(frame -> correct(frame, lines, origin, allowed), concurrency, 1);
        });
    }

    private Mono<LineOutcome> correct(Frame frame, Corrections lines, Origin origin, Consumer<CorrectionCall> allowed) {
        String requestId = origin.requestId();
        LineTag number = LineTag.number(frame.number());
        if (!(frame instanceof Frame.Line line)) {
            return failed(
                    frame,
                    number,
                    AlignerException.tooLarge("line", "line: more bytes than " + maxLineBytes),
                    requestId);
        }
        return Mono.fromCallable(() -> StrictJson.parse(line.bytes()))
                .subscribeOn(scheduler)
                .flatMap(tree -> {
                    LineTag tag = LineTag.of(tree, frame.number());
                    return correct(frame, tree, tag, lines, allowed)
                            .onErrorResume(error -> failed(frame, tag, error, requestId));
                })
                .onErrorResume(error -> failed(frame, number, error, requestId));
    }

    private Mono<LineOutcome> correct(
            Frame frame, JsonNode tree, LineTag tag, Corrections lines, Consumer<CorrectionCall> allowed) {
        return Mono.deferContextual(context -> {
            CorrectionCall call = reader.readLine(tree);
            allowed.accept(call);
            call.requireModel(corrector.current().cards());
            if (frame.number() > 1) {
                TokenAccount.of(context).ifPresent(TokenAccount::oneMore);
            }
            return lines.correct(call.request())
                    .map(correction -> new LineOutcome(frame.number(), null, tag.result(correction, call.evidence())));
        });
    }

    /** A full queue is no reason to lose a line of a file: it waits its turn, as long as its own deadline lets it. */
    private Mono<Correction> patiently(CorrectionRequest request, ReactiveCorrector asked) {
        long deadline = now() + request.timeout().toNanos();
        return Mono.defer(() -> asked.correct(within(request, deadline - now())))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                        .maxBackoff(LAST_RETRY)
                        .scheduler(scheduler)
                        .filter(BatchCorrections::queueFull))
                .timeout(request.timeout(), Mono.error(() -> expired(request)), scheduler);
    }

    private static boolean queueFull(Throwable error) {
        return error instanceof AlignerException known && known.code() == ErrorCode.QUEUE_FULL;
    }

    private static CorrectionRequest within(CorrectionRequest request, long nanos) {
        if (nanos <= 0) {
            throw expired(request);
        }
        return request.withTimeout(Duration.ofNanos(nanos));
    }

    private static AlignerException expired(CorrectionRequest request) {
        return AlignerException.of(
                ErrorCode.DEADLINE,
                "timeout: " + request.timeout().toMillis() + " ms passed before the correction was done");
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    private static Mono<LineOutcome> failed(Frame frame, LineTag tag, Throwable error, @Nullable String requestId) {
        return Mono.deferContextual(context -> {
            Failure failure = Failure.of(error, requestId);
            if (failure.unexpected()) {
                String line = "line " + frame.number() + " of request " + requestId;
                FailureLog.tell(LOG, line + " failed", error, context);
            }
            return Mono.just(new LineOutcome(frame.number(), failure.problem(), tag.error(failure.problem())));
        });
    }
}
