package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.rewrite.Job;
import dev.aligner.upstream.rewrite.Output;
import dev.aligner.upstream.rewrite.Rewriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * An upstream's stream on its way to a client, corrected as it passes. What arrives from the upstream and from the corrector
 * goes through one door, one after the other; the upstream is read only as fast as the client reads.
 */
public final class RewrittenStream {
    private static final int PREFETCH = 8;
    private static final Duration DOOR = Duration.ofSeconds(1);

    private final Rewriter rewriter;
    private final PieceCorrector corrector;
    private final OnFailure onFailure;
    private final Pace pace;
    private final Sinks.Many<Function<Rewriter, List<Output>>> outcomes =
            Sinks.many().unicast().onBackpressureBuffer();
    private final Disposable.Composite running = Disposables.composite();
    private final AnswerReading reading;
    private final Note note;
    private final Consumer<AnswerOutcome> told;
    private final SaidOnce once = new SaidOnce();
    private final Map<Piece, AnswerOutcome> corrected = new LinkedHashMap<>();
    /** Passed on as they came: what is still under way of them is of no use. */
    private final Set<Piece> given = new HashSet<>();

    private final ContextView context;
    private boolean ended;
    private @Nullable AnswerOutcome refused;

    private RewrittenStream(
            Rewriter rewriter,
            PieceCorrector corrector,
            OnFailure onFailure,
            Pace pace,
            Note note,
            Consumer<AnswerOutcome> told,
            ContextView context) {
        this.context = context;
        this.pace = pace;
        this.rewriter = rewriter;
        this.corrector = corrector;
        this.onFailure = onFailure;
        this.note = note;
        this.told = told;
        this.reading = new AnswerReading(corrector, running, this::readOn);
    }

    /**
     * @param note what the events that finish the answer say of it
     * @param told what was done in all, once, when the stream is over
     * @return fails where failures are closed: with {@link AlignerException} where a correction failed, with {@link
     *     UncorrectedException} where a text could not be looked at or its correction is of no use
     */
    public static Flux<byte[]> of(
            Flux<byte[]> upstream,
            Rewriter rewriter,
            PieceCorrector corrector,
            OnFailure onFailure,
            Pace pace,
            Note note,
            Consumer<AnswerOutcome> told) {
        return Flux.deferContextual(context ->
                new RewrittenStream(rewriter, corrector, onFailure, pace, note, told, context).run(upstream));
    }

    private Flux<byte[]> run(Flux<byte[]> upstream) {
        Flux<Function<Rewriter, List<Output>>> arrivals = upstream.<Function<Rewriter, List<Output>>>map(
                        bytes -> machine -> machine.push(bytes))
                .concatWith(Mono.just(machine -> {
                    ended = true;
                    return machine.end();
                }))
                // the upstream broke off: what is held goes out, and then comes the same broken end
                .onErrorResume(error -> Flux.concat(
                        Mono.just(machine -> {
                            ended = true;
                            return broken(machine.release(Untouched.UPSTREAM_FAILED));
                        }),
                        Mono.error(error)));
        return Flux.mergeDelayError(PREFETCH, arrivals, outcomes.asFlux())
                .concatMapDelayError(arrival -> pace.over(sent(enter(arrival))), true, 1)
                .doFinally(signal -> {
                    running.dispose();
                    told.accept(done());
                });
    }

    private AnswerOutcome done() {
        AnswerOutcome end = refused;
        return end != null
                ? end
                : corrected.values().stream()
                        .reduce(AnswerOutcome::and)
                        .orElse(AnswerOutcome.bypassed(rewriter.unread() ? Untouched.PARSE_ERROR : Untouched.NO_TEXT));
    }

    /** What is held was not corrected: where failures are closed it stays here. */
    private List<Output> broken(List<Output> released) {
        return onFailure == OnFailure.OPEN
                ? released
                : released.stream().filter(Output.Left.class::isInstance).toList();
    }

    /** What of the outputs is for the client; the others are attended to. */
    private List<Pace.Sent> sent(List<Output> outputs) {
        List<Pace.Sent> sent = new ArrayList<>();
        for (Output output : outputs) {
            if (output instanceof Output.Bytes bytes) {
                sent.add(new Pace.Sent(bytes.bytes(), bytes.characters()));
            } else if (output instanceof Output.Finish finish) {
                sent.add(new Pace.Sent(finished(finish), finish.characters()));
            } else if (output instanceof Output.Left left) {
                reading.over(left.piece());
                left(left, outputs);
            } else if (output instanceof Output.Kept kept) {
                merge(kept.piece(), passing(AnswerOutcome.bypassed(kept.why())));
            } else if (output instanceof Output.Wanted wanted) {
                start(wanted.job());
            }
        }
        return sent;
    }

    private void left(Output.Left left, List<Output> outputs) {
        Why why = Why.of(left.why());
        // where the upstream failed its own error may go out, but no text that waited before it
        if (onFailure.refuses(why)
                && (why != Why.UPSTREAM_FAILED || outputs.stream().anyMatch(RewrittenStream::says))) {
            throw closed(new UncorrectedException(why));
        }
        merge(left.piece(), AnswerOutcome.bypassed(why));
        given.add(left.piece());
    }

    private void merge(Piece piece, AnswerOutcome outcome) {
        if (!given.contains(piece)) {
            corrected.merge(piece, outcome, AnswerOutcome::and);
        }
    }

    private AnswerOutcome passing(AnswerOutcome outcome) {
        try {
            return onFailure.passing(outcome);
        } catch (UncorrectedException e) {
            throw closed(e);
        }
    }

    private static boolean says(Output output) {
        return (output instanceof Output.Bytes bytes && bytes.characters() > 0)
                || (output instanceof Output.Finish finish && finish.characters() > 0);
    }

    /** The end of an answer whose rest may not go out. */
    private RuntimeException closed(Throwable error) {
        refused = AnswerOutcome.refused(Why.of(error));
        return Exceptions.propagate(error);
    }

    private byte[] finished(Output.Finish finish) {
        List<PieceOutcome> outcomes = finish.said().stream()
                .map(said -> new PieceOutcome(
                        said.piece(),
                        said.answer(),
                        said.correction(),
                        corrected.computeIfAbsent(said.piece(), piece -> left(said))))
                .toList();
        return note.of(outcomes)
                .map(json -> finish.event().note(Note.NAME, json))
                .orElse(finish.event())
                .bytes();
    }

    /** No job of the piece ended: nothing of it was for the corrector. */
    private static AnswerOutcome left(Output.Said said) {
        Untouched why = said.untouched();
        return AnswerOutcome.bypassed(why == null ? Untouched.NO_TEXT : why);
    }

    private List<Output> enter(Function<Rewriter, List<Output>> arrival) {
        List<Output> outputs = arrival.apply(rewriter);
        if (rewriter.unread() && onFailure.refuses(Why.PARSE_ERROR)) {
            throw closed(new UncorrectedException(Why.PARSE_ERROR));
        }
        if (!ended) {
            reading.look(rewriter);
        }
        closeIfDone();
        return outputs;
    }

    /** Comes too late where the last correction is there, and is dropped where somebody is at the door. */
    private void readOn() {
        outcomes.tryEmitNext(machine -> List.of());
    }

    private void closeIfDone() {
        if (ended && rewriter.idle()) {
            // somebody who has just come through the door may still stand in it
            outcomes.emitComplete(Sinks.EmitFailureHandler.busyLooping(DOOR));
        }
    }

    private void start(Job job) {
        pace.begin();
        reading.over(job.piece());
        boolean first = job.before().isEmpty();
        Mono<PieceCorrector.Outcome> outcome =
                first ? corrector.correct(job.text()) : corrector.correctLater(job.text());
        // who asks for the stream asks for its corrections
        running.add(outcome.contextWrite(context)
                .doOnNext(done -> onFailure.passing(done.outcome()))
                .subscribe(
                        done -> {
                            if (done.blocked()) {
                                blocked(job, done);
                            } else {
                                decided(job, done.text(), done.outcome());
                            }
                        },
                        error -> failed(job, error)));
    }

    private void decided(Job job, @Nullable String correction, AnswerOutcome outcome) {
        arrive(machine -> {
            merge(job.piece(), outcome);
            return machine.decided(job, correction == null ? null : once.of(job, correction));
        });
    }

    private void blocked(Job job, PieceCorrector.Outcome done) {
        arrive(machine -> {
            merge(job.piece(), done.outcome());
            return machine.blocked(job, done.text());
        });
    }

    private void failed(Job job, Throwable error) {
        if (onFailure == OnFailure.CLOSED) {
            arrive(machine -> {
                throw closed(error);
            });
        } else {
            decided(job, null, AnswerOutcome.failed(error));
        }
    }

    private void arrive(Function<Rewriter, List<Output>> arrival) {
        outcomes.emitNext(arrival, Sinks.EmitFailureHandler.busyLooping(DOOR));
    }
}
