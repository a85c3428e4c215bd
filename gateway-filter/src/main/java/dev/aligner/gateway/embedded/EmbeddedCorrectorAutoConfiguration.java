package dev.aligner.gateway.embedded;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.SharedCorrectors;
import dev.aligner.gateway.AlignerGatewayAutoConfiguration;
import dev.aligner.gateway.AlignerGatewayProperties;
import dev.aligner.relay.Corrections;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Corrects in the gateway itself, where the engine is on the class path and a model is named. */
@AutoConfiguration(before = AlignerGatewayAutoConfiguration.class)
@ConditionalOnClass(SharedCorrectors.class)
@ConditionalOnProperty("aligner.gateway.model.path")
@EnableConfigurationProperties({AlignerGatewayProperties.class, EmbeddedModelProperties.class})
public final class EmbeddedCorrectorAutoConfiguration {
    /** Code points of an instruction that a route gives. */
    private static final int INSTRUCTION = 500;

    /** Loads the model, which takes seconds: a gateway that listens corrects. */
    @Bean
    @ConditionalOnMissingBean(Corrections.class)
    EmbeddedCorrections alignerEmbeddedCorrections(AlignerGatewayProperties gateway, EmbeddedModelProperties model) {
        if (gateway.serviceUrl() != null) {
            throw new IllegalArgumentException(
                    "aligner.gateway.service-url: beside aligner.gateway.model.path (expected: one of them)");
        }
        SharedCorrectors corrector = SharedCorrectors.load(options(model));
        try {
            corrector.first().warmUp();
            return new EmbeddedCorrections(corrector);
        } catch (RuntimeException | Error e) {
            corrector.close();
            throw e;
        }
    }

    private static CorrectorOptions options(EmbeddedModelProperties model) {
        EngineLimits limits = EngineLimits.DEFAULT;
        return new CorrectorOptions(
                Path.of(Objects.requireNonNull(model.path())),
                model.id(),
                model.precision(),
                model.threads(),
                model.slots(),
                model.contextTokens(),
                new EngineLimits(
                        model.queueCapacity(),
                        limits.stepTokens(),
                        limits.chunkTokens(),
                        limits.maxFailedSteps(),
                        limits.closeTimeout()),
                CorrectionPolicy.DEFAULT,
                new CorrectorOptions.Instructions(false, INSTRUCTION, Map.of()));
    }
}
