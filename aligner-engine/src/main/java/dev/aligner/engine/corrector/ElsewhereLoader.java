package dev.aligner.engine.corrector;

import dev.aligner.core.CorrectorCard;
import dev.aligner.core.Strengths;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.engine.TokenEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a corrector together whose model runs elsewhere. */
final class ElsewhereLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ElsewhereLoader.class);

    private ElsewhereLoader() {}

    static ModelCorrector load(ElsewhereOptions options, ElsewhereOptions.Opening opening) {
        CorrectorSettings settings = settings(options);
        double strength = CorrectorLoader.strength(options.path(), settings);
        InstructionPolicy instructions = CorrectorLoader.instructions(options.instructions(), settings);
        CorrectorTokens tokens = CorrectorTokens.withoutWeights(options.path(), settings);
        try {
            CorrectorLoader.checkScorable(settings, tokens);
            int context = Math.min(options.contextTokens(), tokens.contextTokens());
            TokenEngine engine = opening.open(tokens, context, settings.margin() != null);
            CorrectorCard card = new CorrectorCard(
                    CorrectorLoader.id(options.id(), settings, options.path()),
                    "unknown",
                    tokens.templateId(),
                    "",
                    "unknown",
                    options.where(),
                    context,
                    Strengths.ENDS,
                    strength,
                    instructions.named());
            return new ModelCorrector(
                    card,
                    engine,
                    new WindowPlanner(tokens, options.policy(), context, false),
                    instructions,
                    settings,
                    Dial.LOADED);
        } catch (RuntimeException | Error e) {
            tokens.close();
            throw e;
        }
    }

    private static CorrectorSettings settings(ElsewhereOptions options) {
        CorrectorSettings settings = CorrectorSettings.beside(options.path());
        if (settings.margin() == null || options.weighs()) {
            return settings;
        }
        LOG.warn("{}: its margin is left out as configured: every change is made, none is weighed", options.path());
        return settings.withoutMargin();
    }
}
