package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.engine.Engine;
import dev.aligner.engine.ObservedEngine;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.TorchDevices;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a corrector together from what lies at a path. */
final class CorrectorLoader {
    private static final Logger LOG = LoggerFactory.getLogger(CorrectorLoader.class);

    private CorrectorLoader() {}

    /**
     * A corrector, and what others need that are to stand beside it.
     *
     * @param baseDigest SHA-256 of the base model's weights, without any adapter
     */
    record Loaded(ModelCorrector corrector, Attachments attachments, String baseDigest) {}

    static Loaded load(CorrectorOptions options) {
        return load(options, CorrectorSettings.beside(options.path()));
    }

    static Loaded load(CorrectorOptions wanted, CorrectorSettings said) {
        CorrectorOptions options = found(wanted);
        CorrectorSettings settings = fitting(options, said, options.path());
        try (ModelFiles files = open(options, settings)) {
            ModelConfig config = files.config();
            int context = context(options, config);
            double strength = strength(options.path(), settings);
            InstructionPolicy instructions = instructions(options.instructions(), settings);
            CorrectorTokens tokens = CorrectorTokens.of(options.path(), settings, files);
            try {
                checkScorable(settings, tokens);
            } catch (RuntimeException e) {
                tokens.close();
                throw e;
            }
            LOG.info("{}: template {}: {}", options.path(), tokens.templateId(), tokens.templateReason());
            Engine engine = Engine.start(
                    () -> checked(TorchModels.load(
                            files,
                            options.precision(),
                            options.device(),
                            options.slots(),
                            context,
                            options.threadsToUse())),
                    tokens.tokenizer().tokenBytes(),
                    Set.copyOf(config.endTokens()),
                    options.limits(),
                    options.observer());
            try {
                // the digest is read while the model loads
                CorrectorCard card = card(
                        options,
                        settings,
                        files.digest(),
                        config.family(),
                        tokens.templateId(),
                        context,
                        strength,
                        instructions);
                engine.ready().join();
                Attachments attachments = new Attachments(engine, config, adapter(options, settings));
                attachments.steer(settings, options.path());
                ModelCorrector corrector = new ModelCorrector(
                        card,
                        new ObservedEngine(engine, options.observer()),
                        new WindowPlanner(tokens, options.policy(), context, drafts(options, config)),
                        instructions,
                        settings,
                        dial(options, settings, options.path(), Conditioning.NO_ADAPTER, attachments));
                return new Loaded(corrector, attachments, files.baseDigest());
            } catch (RuntimeException | Error e) {
                engine.close();
                tokens.close();
                throw e;
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlignerException known
                    ? known
                    : AlignerException.of(ErrorCode.MODEL_FAILED, options.path() + ": the model does not load", e);
        }
    }

    /**
     * The same on the device that is meant, and checked before anything is read.
     *
     * @throws AlignerException MODEL_FAILED if it is not there, or cannot compute in this precision
     */
    static CorrectorOptions found(CorrectorOptions options) {
        CorrectorOptions found = options.on(TorchDevices.found(options.device()));
        Precision computed = found.precision().on(found.device());
        if (found.device().isGpu()) {
            LOG.info("{}: on {} in {}", options.path(), found.device().wireName(), computed.wireName());
        }
        return found;
    }

    /** What of these settings an engine of this size can serve. */
    static CorrectorSettings fitting(CorrectorOptions options, CorrectorSettings said, Path path) {
        CorrectorSettings settings = said.fitting(options.slots());
        if (settings.reference() == null && said.reference() != null) {
            LOG.warn(
                    "{}: its reference is left out, so strengths are 0 and 1 alone: with {} slot (expected: at least 2,"
                            + " one for each model)",
                    path,
                    options.slots());
        }
        return settings;
    }

    /**
     * What serves the strengths of a corrector.
     *
     * @param path of the file or folder that its settings lie beside
     * @param corrector number of its adapter
     */
    static Dial dial(
            CorrectorOptions options, CorrectorSettings settings, Path path, int corrector, Attachments attachments) {
        CorrectorSettings.Reference reference = settings.reference();
        if (reference == null) {
            return new Dial(settings.strengths(), corrector, null, true);
        }
        String adapter = reference.adapter();
        int other = attachments.attach(
                adapter == null ? null : CorrectorSettings.directory(path).resolve(adapter));
        return new Dial(settings.strengths(), corrector, other, reference.isCopier());
    }

    /**
     * An encoder-decoder's smaller precisions round several tokens of a step otherwise than one, enough to turn a near
     * tie: there a draft could change the output.
     */
    private static boolean drafts(CorrectorOptions options, ModelConfig config) {
        boolean exact = options.precision().on(options.device()) == Precision.FLOAT32;
        return options.drafts() && (exact || config instanceof DecoderConfig);
    }

    /** A margin is of texts with their ends: better that the start fails than every request. */
    static void checkScorable(CorrectorSettings settings, CorrectorTokens tokens) {
        if (settings.margin() != null) {
            tokens.endToken();
        }
    }

    private static ModelFiles open(CorrectorOptions options, CorrectorSettings settings) {
        Path path = options.path();
        Optional<Path> adapter = adapter(options, settings);
        return adapter.isPresent() ? ModelFiles.open(path, adapter.get()) : ModelFiles.open(path);
    }

    /** Folder of the adapter that is meant, if any is. */
    static Optional<Path> adapter(CorrectorOptions options, CorrectorSettings settings) {
        if (options.adapter() instanceof CorrectorOptions.Adapter.In given) {
            return Optional.of(given.folder());
        }
        return options.adapter() instanceof CorrectorOptions.Adapter.OfModel
                ? settings.adapterOf(options.path())
                : Optional.empty();
    }

    static int context(CorrectorOptions options, ModelConfig config) {
        if (config.maxPositions() < CorrectorOptions.LEAST_CONTEXT_TOKENS) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    options.path() + ": " + config.maxPositions() + " positions (expected: >= "
                            + CorrectorOptions.LEAST_CONTEXT_TOKENS + ")");
        }
        return Math.min(options.contextTokens(), config.maxPositions());
    }

    /** Broken weights load like others; better that the start fails than every request. */
    private static LanguageModel checked(LanguageModel model) {
        float[] scores = new float[model.shape().vocabulary()];
        try {
            try (Logits logits = model.forward(List.of(new Segment(0, 0, new int[2], 1, new Conditioning(2))))) {
                logits.copyRow(0, scores);
            }
            for (int id = 0; id < scores.length; id++) {
                if (!Float.isFinite(scores[id])) {
                    throw AlignerException.of(
                            ErrorCode.MODEL_FAILED,
                            "weights: a first step gives " + scores[id] + " for token " + id + " (expected: finite)");
                }
            }
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static CorrectorCard card(
            CorrectorOptions options,
            CorrectorSettings settings,
            String digest,
            String family,
            String template,
            int context,
            double strength,
            InstructionPolicy instructions) {
        Precision precision = options.precision().on(options.device());
        return new CorrectorCard(
                id(options.id(), settings, options.path()),
                family,
                template,
                digest,
                precision.wireName(),
                options.device().wireName(),
                context,
                settings.strengths(),
                strength,
                settings.mostSteering(),
                instructions.named());
    }

    static double strength(Path path, CorrectorSettings settings) {
        double strength = settings.strength() == null ? 1.0 : settings.strength();
        if (!settings.strengths().allows(strength)) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    path + ": strength: " + strength + " in " + CorrectorSettings.FILE + " (expected: "
                            + settings.strengths().expected() + ")");
        }
        return strength;
    }

    static String id(@Nullable String chosen, CorrectorSettings settings, Path path) {
        if (chosen != null) {
            return chosen;
        }
        return settings.id() != null ? settings.id() : name(path);
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? "corrector" : last.toString().replaceFirst("\\.gguf$", "");
    }

    static InstructionPolicy instructions(CorrectorOptions.Instructions allowed, CorrectorSettings settings) {
        Map<String, String> named = new HashMap<>(settings.instructions());
        named.putAll(allowed.named());
        return allowed.namedOnly()
                ? new InstructionPolicy.NamedOnly(named)
                : new InstructionPolicy.FreeText(allowed.maxLength(), named);
    }
}
