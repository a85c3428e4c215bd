package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.policy.InstructionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * Several correctors over one copy of a base model's weights, batched together and chosen by each request: the first one,
 * and adapters beside it that come and go while it serves. What was under way when one is removed ends as it would have.
 */
public final class SharedCorrectors implements Corrector {
    private final CorrectorOptions options;
    private final CorrectorLoader.Loaded loaded;
    private final ModelCorrector first;
    private final Map<String, SideCorrector> beside = new ConcurrentSkipListMap<>();

    private SharedCorrectors(CorrectorOptions options, CorrectorLoader.Loaded loaded) {
        this.options = options;
        this.loaded = loaded;
        this.first = loaded.corrector();
    }

    /**
     * Loads a model and the correctors over it, and waits until they can be asked.
     *
     * @throws AlignerException MODEL_FILE or MODEL_FAILED, saying what is wrong with which file
     */
    public static SharedCorrectors load(CorrectorOptions options) {
        SharedCorrectors shared = new SharedCorrectors(options, CorrectorLoader.load(options));
        try {
            new TreeMap<>(options.beside()).forEach(shared::add);
            return shared;
        } catch (RuntimeException | Error e) {
            shared.close();
            throw e;
        }
    }

    /** The one that serves who names none. */
    public ModelCorrector first() {
        return first;
    }

    /**
     * Adds a corrector. Waits for a step of the engine at most.
     *
     * @param folder with a LoRA adapter in PEFT's layout, and perhaps an {@code aligner.json}
     * @throws AlignerException MODEL_FILE, saying what is wrong with which file, or that the id is taken
     */
    public void add(String id, Path folder) {
        if (id.equals(first.card().id())) {
            throw taken(id);
        }
        CorrectorSettings said = Files.exists(folder.resolve(CorrectorSettings.FILE))
                ? CorrectorSettings.beside(folder)
                : first.settings().ofAnother(id);
        CorrectorSettings settings = CorrectorLoader.fitting(options, said, folder);
        if (settings.steering() != null) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    folder
                            + ": steering: beside another corrector (expected: in the aligner.json of the model itself)");
        }
        Attachments attachments = loaded.attachments();
        Dial dial = dial(folder, settings, attachments);
        try {
            SideCorrector side = new SideCorrector(corrector(id, folder, settings, dial), dial, attachments);
            if (beside.putIfAbsent(id, side) != null) {
                throw taken(id);
            }
        } catch (RuntimeException e) {
            attachments.detach(dial);
            throw e;
        }
    }

    private Dial dial(Path folder, CorrectorSettings settings, Attachments attachments) {
        int number = attachments.attach(folder);
        try {
            return CorrectorLoader.dial(options, settings, folder, number, attachments);
        } catch (RuntimeException e) {
            attachments.detach(number);
            throw e;
        }
    }

    private static AlignerException taken(String id) {
        return AlignerException.of(
                ErrorCode.MODEL_FILE, "corrector: " + id + " is there already (expected: another id)");
    }

    private ModelCorrector corrector(String id, Path folder, CorrectorSettings settings, Dial dial) {
        WindowPlanner planner = first.planner();
        CorrectorTokens tokens = planner.tokens().with(settings);
        CorrectorLoader.checkScorable(settings, tokens);
        InstructionPolicy instructions = CorrectorLoader.instructions(options.instructions(), settings);
        CorrectorCard like = first.card();
        CorrectorCard card = new CorrectorCard(
                id,
                like.family(),
                tokens.templateId(),
                loaded.attachments().digest(folder, loaded.baseDigest()),
                like.precision(),
                like.device(),
                like.contextTokens(),
                settings.strengths(),
                CorrectorLoader.strength(folder, settings),
                instructions.named());
        return new ModelCorrector(
                card,
                first.engine(),
                new WindowPlanner(tokens, planner.policy(), planner.contextTokens(), planner.drafts()),
                instructions,
                settings,
                dial);
    }

    /** Removes one that was added; false if there is none of this id. Its memory is free when its last request has ended. */
    public boolean remove(String id) {
        SideCorrector side = beside.remove(id);
        if (side != null) {
            side.remove();
        }
        return side != null;
    }

    @Override
    public CorrectorCard card() {
        return first.card();
    }

    @Override
    public List<CorrectorCard> cards() {
        return Stream.concat(Stream.of(first.card()), beside.values().stream().map(SideCorrector::card))
                .toList();
    }

    @Override
    public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        String model = request.model();
        if (model == null || model.equals(first.card().id())) {
            return first.correct(request, listener);
        }
        SideCorrector side = beside.get(model);
        CorrectionTask task = side == null ? null : side.correct(request, listener);
        if (task == null) {
            throw AlignerException.of(
                    ErrorCode.UNKNOWN_MODEL,
                    "model: not loaded (expected: one of "
                            + cards().stream().map(CorrectorCard::id).toList() + ")");
        }
        return task;
    }

    @Override
    public void readAhead(CorrectionRequest begun) {
        // a reading has no end that anybody hears of, so nothing would hold an adapter that is removed meanwhile
        String model = begun.model();
        if (model == null || model.equals(first.card().id())) {
            first.readAhead(begun);
        }
    }

    @Override
    public boolean healthy() {
        return first.healthy();
    }

    @Override
    public boolean ready() {
        return first.ready();
    }

    @Override
    public void admit() {
        first.admit();
    }

    @Override
    public CorrectorLoad load() {
        return first.load();
    }

    @Override
    public void close() {
        beside.values().forEach(SideCorrector::retire);
        first.close();
    }
}
