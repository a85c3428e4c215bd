package dev.aligner.engine.corrector;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.core.policy.OutputJudge;
import dev.aligner.engine.Engine;
import dev.aligner.engine.EngineLoad;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.ObservedEngine;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.ScoreRequest;
import dev.aligner.engine.TokenEngine;
import dev.aligner.engine.Variant;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.Steerable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A corrector over a model, of this process or elsewhere: template, tokenizer, engine and policy put together. */
public final class ModelCorrector implements Corrector {
    /** Longer than this a beginning is not worth waiting for. */
    private static final Duration READ_AHEAD = Duration.ofSeconds(5);

    private static final CorrectionTask ENDED = () -> {};

    private final CorrectorCard card;
    private final TokenEngine engine;
    private final WindowPlanner planner;
    private final CorrectionPolicy policy;
    private final InstructionPolicy instructions;
    private final OutputJudge judge;
    private final CorrectorSettings settings;
    private final Dial dial;
    private final ThreadPoolExecutor finishing = finishing();
    private volatile boolean closed;

    ModelCorrector(
            CorrectorCard card,
            TokenEngine engine,
            WindowPlanner planner,
            InstructionPolicy instructions,
            CorrectorSettings settings,
            Dial dial) {
        this.card = card;
        this.engine = engine;
        this.planner = planner;
        this.policy = planner.policy();
        this.instructions = instructions;
        this.judge = new OutputJudge(planner.tokens().template().markers());
        this.settings = settings;
        this.dial = dial;
    }

    /**
     * Loads a corrector and waits until it can be asked; {@link #warmUp} makes it fast.
     *
     * @throws AlignerException MODEL_FILE or MODEL_FAILED, saying what is wrong with which file
     */
    public static ModelCorrector load(CorrectorOptions options) {
        return CorrectorLoader.load(options).corrector();
    }

    /**
     * As {@link #load}, but every change is weighed and made, whatever its margin and whatever the model's file asks for:
     * what calibrating a margin starts from.
     */
    public static ModelCorrector loadUngated(CorrectorOptions options) {
        return CorrectorLoader.load(
                        options, CorrectorSettings.beside(options.path()).withMargin(-Double.MAX_VALUE))
                .corrector();
    }

    /** As {@link #load}, with every strength that a request may name, however far its file lets requests go. */
    public static ModelCorrector loadForSweep(CorrectorOptions options) {
        return CorrectorLoader.load(
                        options, CorrectorSettings.beside(options.path()).withAllStrengths())
                .corrector();
    }

    /**
     * As {@link #loadUngated}, steered by other control vectors than its file names.
     *
     * @param file of the vectors
     * @param from the first layer that is steered, from 0
     * @param to the last
     * @param most the largest scale either way
     */
    public static ModelCorrector loadSteered(CorrectorOptions options, Path file, int from, int to, double most) {
        CorrectorSettings.Steering steering =
                new CorrectorSettings.Steering(file.toAbsolutePath().toString(), List.of(from, to), most);
        return CorrectorLoader.load(
                        options,
                        CorrectorSettings.beside(options.path())
                                .withMargin(-Double.MAX_VALUE)
                                .withSteering(steering))
                .corrector();
    }

    /**
     * A corrector whose model runs elsewhere: of its files only those of tokenizer and template are read.
     *
     * @param opening makes the engine; what it throws is thrown
     * @throws AlignerException MODEL_FILE, saying what is wrong with which file
     */
    public static ModelCorrector elsewhere(ElsewhereOptions options, ElsewhereOptions.Opening opening) {
        return ElsewhereLoader.load(options, opening);
    }

    /** What its model reads and writes; closed with this. */
    public CorrectorTokens tokens() {
        return planner.tokens();
    }

    /**
     * How probable the model finds a text after a prompt, both made by {@link #tokens}. Returns at once.
     *
     * @throws AlignerException as {@link #correct}: nothing was started and the listener is never called
     */
    public GenerationTask score(int[] prompt, int[] continuation, Duration timeout, ScoreListener listener) {
        return engine.score(new ScoreRequest(prompt, continuation, deadline(timeout)), listener);
    }

    /**
     * As {@link #score}, under reference and corrector mixed, with the mixture's divergence from the reference at each
     * token. At the strengths 0 and 1 too both are computed.
     *
     * @throws AlignerException as {@link #correct}, or INVALID_FIELD for a corrector without a reference
     */
    public GenerationTask compare(
            int[] prompt, int[] continuation, double strength, Duration timeout, ScoreListener listener) {
        return engine.score(
                new ScoreRequest(prompt, continuation, 0, deadline(timeout), dial.mixed(strength), true), listener);
    }

    /**
     * Watches the model read a text after a prompt. Waits; for a corrector that is asked for nothing else meanwhile, since
     * a slot of the engine is used behind its back.
     *
     * @param text token ids, at least one
     */
    public Watched watch(int[] prompt, int[] text, Watched.Positions positions) {
        return engineHere()
                .onModel(model -> watch(model, prompt, text, positions))
                .join();
    }

    private static Watched watch(LanguageModel model, int[] prompt, int[] text, Watched.Positions positions) {
        int[] all = Arrays.copyOf(prompt, prompt.length + text.length - 1);
        System.arraycopy(text, 0, all, prompt.length, text.length - 1);
        Conditioning plain = new Conditioning(prompt.length);
        int departure = 0;
        try (Logits logits = model.forward(List.of(new Segment(0, 0, all, prompt.length - 1, plain)))) {
            while (departure < text.length && logits.best(departure) == text[departure]) {
                departure++;
            }
        }
        int[] wanted = positions.of(departure);
        float[][][] states = new float[wanted.length][][];
        for (int i = 0; i < wanted.length; i++) {
            // what comes before lies in the slot
            int at = prompt.length - 1 + wanted[i];
            float[][][] behind = ((Steerable) model).states(List.of(new Segment(0, at, new int[] {all[at]}, 0, plain)));
            states[i] = Arrays.stream(behind).map(rows -> rows[0]).toArray(float[][]::new);
        }
        return new Watched(departure, states);
    }

    private Engine engineHere() {
        TokenEngine behind = engine instanceof ObservedEngine observed ? observed.engine() : engine;
        if (behind instanceof Engine here) {
            return here;
        }
        throw AlignerException.of(ErrorCode.MODEL_FAILED, card.id() + ": its model runs elsewhere (expected: here)");
    }

    /**
     * Continues a prompt greedily under a strength: the models as they are, without a template or a policy.
     *
     * @param draft what the output probably is, the end token last; see {@link GenerationRequest}
     * @throws AlignerException as {@link #compare}
     */
    public GenerationTask generate(
            int[] prompt,
            int[] draft,
            double strength,
            int maxNewTokens,
            Duration timeout,
            GenerationListener listener) {
        return engine.submit(
                new GenerationRequest(
                        prompt,
                        draft,
                        Sampling.GREEDY,
                        maxNewTokens,
                        List.of(),
                        deadline(timeout),
                        dial.variant(strength)),
                listener);
    }

    /**
     * Continues a prompt made by {@link #tokens}: the model as it is, without a template or a policy. Returns at once.
     *
     * @param stop texts that end the output where they appear
     * @throws AlignerException as {@link #correct}: nothing was started and the listener is never called
     */
    public GenerationTask generate(
            int[] prompt,
            Sampling sampling,
            int maxNewTokens,
            List<String> stop,
            Duration timeout,
            GenerationListener listener) {
        return engine.submit(new GenerationRequest(prompt, sampling, maxNewTokens, stop, deadline(timeout)), listener);
    }

    /** A timeout of centuries is one that never comes, not an overflow. */
    private long deadline(Duration timeout) {
        return engine.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
    }

    CorrectorSettings settings() {
        return settings;
    }

    WindowPlanner planner() {
        return planner;
    }

    TokenEngine engine() {
        return engine;
    }

    /** Spends a second or two on requests of its own, so that the first caller waits no longer than the others. */
    public void warmUp() {
        WarmUp.of(this);
    }

    @Override
    public CorrectorCard card() {
        return card;
    }

    @Override
    public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        long deadline = deadline(request.timeout());
        String instruction = instructions.resolve(request.instruction());
        double strength = request.strengthOr(card.strength());
        if (!card.strengths().allows(strength)) {
            throw AlignerException.invalidField(
                    "strength",
                    "strength: " + strength + " (expected: " + card.strengths().expected()
                            + (card.strengths().between()
                                    ? ""
                                    : "; " + card.id() + " has no reference model to mix with")
                            + ")");
        }
        checkSteering(request.steering());
        policy.check(request.care());
        Deliberation.check(request.care(), request.sampling());
        if (dial.isCopy(strength)) {
            return unchanged(request, listener, Action.NONE, Reason.STRENGTH_ZERO);
        }
        if (EdgeWhitespace.of(request.answer()).core().isEmpty()) {
            return unchanged(request, listener, Action.BYPASSED, Reason.NO_TEXT);
        }
        List<Window> windows = plan(request, instruction);
        if (windows.isEmpty()) {
            return unchanged(request, listener, Action.BYPASSED, Reason.TOO_LARGE);
        }
        Work work = new Work(strength, instruction, gate(instruction, request.care()), deadline);
        if (request.care().isSingle()) {
            CorrectionRun run = run(work, request, windows, null, listener);
            run.start();
            return run;
        }
        Deliberation deliberation = new Deliberation(
                card.id(),
                strength,
                request,
                (each, sequel, failing) -> run(work, each, sequel, failing),
                finishing,
                listener);
        deliberation.start();
        return deliberation;
    }

    private void checkSteering(double steering) {
        double most = card.mostSteering();
        if (Math.abs(steering) > most) {
            throw AlignerException.invalidField(
                    "steering",
                    "steering: " + steering + " (expected: "
                            + (most == 0 ? "0; " + card.id() + " has no control vectors" : -most + ".." + most) + ")");
        }
    }

    /** What stays the same in all runs of a request. */
    private record Work(
            double strength,
            @Nullable String instruction,
            @Nullable MarginGate gate,
            long deadline) {}

    private @Nullable CorrectionRun run(
            Work work, CorrectionRequest request, CorrectionRun.Sequel sequel, CorrectionListener listener) {
        List<Window> windows = plan(request, work.instruction());
        return windows.isEmpty() ? null : run(work, request, windows, sequel, listener);
    }

    private CorrectionRun run(
            Work work,
            CorrectionRequest request,
            List<Window> windows,
            CorrectionRun.@Nullable Sequel sequel,
            CorrectionListener listener) {
        return new CorrectionRun(
                card.id(),
                request,
                work.strength(),
                windows,
                policy,
                judge,
                work.gate(),
                new WindowGenerator(
                        request, dial.variant(work.strength()).steered(request.steering()), work.deadline()),
                finishing,
                listener,
                sequel);
    }

    @Override
    public void readAhead(CorrectionRequest begun) {
        try {
            int[] tokens = planner.begun(begun, instructions.resolve(begun.instruction()));
            if (tokens.length > 0) {
                engine.readAhead(
                        tokens, dial.variant(begun.strengthOr(card.strength())).steered(begun.steering()), READ_AHEAD);
            }
        } catch (AlignerException | IllegalStateException refusedLater) {
            // whatever is wrong with it, its correction says
        }
    }

    /** A request may ask for more than the corrector does, never for less; to choose the best, each must be weighed. */
    private @Nullable MarginGate gate(@Nullable String instruction, Care care) {
        Double least = settings.leastMargin(instruction != null);
        Double asked = care.minMargin();
        if (asked != null) {
            checkScorable("min_margin");
            least = least == null ? asked : Double.valueOf(Math.max(least, asked));
        } else if (least == null && care.bestOf() > 1) {
            checkScorable("best_of");
            least = 0.0;
        }
        return least == null ? null : new MarginGate(least, planner.tokens()::target);
    }

    private void checkScorable(String field) {
        if (!planner.tokens().hasEnd()) {
            throw AlignerException.invalidField(
                    field,
                    field + ": " + card.id() + " names no end token (expected: none, its corrections are not weighed)");
        }
    }

    private List<Window> plan(CorrectionRequest request, @Nullable String instruction) {
        try {
            return planner.plan(request, instruction);
        } catch (IllegalStateException e) {
            if (closed) {
                throw AlignerException.of(ErrorCode.DRAINING, "corrector: closed");
            }
            throw e;
        }
    }

    private final class WindowGenerator implements CorrectionRun.Generator {
        private final CorrectionRequest request;
        private final Variant variant;
        private final long deadline;

        WindowGenerator(CorrectionRequest request, Variant variant, long deadline) {
            this.request = request;
            this.variant = variant;
            this.deadline = deadline;
        }

        @Override
        public GenerationTask first(Window window, GenerationListener listener) {
            return engine.submit(generation(window), listener);
        }

        @Override
        public GenerationTask next(Window window, GenerationListener listener) {
            return engine.follow(generation(window), listener);
        }

        @Override
        public GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener) {
            return engine.follow(new ScoreRequest(prompt, continuation, given, deadline, variant), listener);
        }

        private GenerationRequest generation(Window window) {
            return new GenerationRequest(
                    window.prompt(),
                    window.draft(),
                    request.sampling(),
                    window.limit().tokens(),
                    Stream.concat(settings.stop().stream(), request.sampling().stop().stream())
                            .toList(),
                    deadline,
                    variant);
        }
    }

    private CorrectionTask unchanged(
            CorrectionRequest request, CorrectionListener listener, Action action, Reason reason) {
        if (!request.answer().isEmpty()) {
            listener.delta(request.answer());
        }
        listener.corrected(Correction.unchanged(
                card.id(),
                action,
                request.answer(),
                reason,
                null,
                request.strengthOr(card.strength()),
                Usage.NOTHING,
                Timings.NOTHING));
        return ENDED;
    }

    @Override
    public CorrectorLoad load() {
        EngineLoad load = engine.load();
        return new CorrectorLoad(load.waiting(), load.running());
    }

    @Override
    public boolean healthy() {
        return engine.healthy();
    }

    @Override
    public boolean ready() {
        return engine.reachable();
    }

    @Override
    public void admit() {
        engine.admit();
    }

    /**
     * One thread with a short queue; what does not fit is done by the engine's own, which slows it down as it should.
     * So is what comes late, after {@link #close}: the JDK's own policy for that would drop it.
     */
    static ThreadPoolExecutor finishing() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(64),
                task -> {
                    Thread thread = new Thread(task, "aligner-finishing");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> task.run());
    }

    /** Ends it where the engine goes on for others. */
    void retire() {
        closed = true;
        finishing.shutdown();
    }

    @Override
    public void close() {
        closed = true;
        engine.close();
        finishing.shutdown();
        planner.tokens().close();
    }
}
