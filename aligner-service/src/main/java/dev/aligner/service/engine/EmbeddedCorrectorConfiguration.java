package dev.aligner.service.engine;

import dev.aligner.core.Corrector;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.EngineObserver;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.SharedCorrectors;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.torch.StepGate;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.RemoteProperties;
import dev.aligner.service.host.CorrectorHost;
import dev.aligner.service.host.CorrectorLoader;
import dev.aligner.service.host.SideCorrectors;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Composes the corrector of this process, whose model runs in it or elsewhere: the one place that knows the engine. */
@Configuration(proxyBeanMethods = false)
public class EmbeddedCorrectorConfiguration {
    @Bean
    @ConditionalOnMissingBean
    CorrectorLoader correctorLoader(EngineMeters meters, SslBundles bundles) {
        return properties -> loadWarm(properties, meters, bundles);
    }

    @Bean
    EngineMeters engineMeters(MeterRegistry registry) {
        return new EngineMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    SideCorrectors sideCorrectors(CorrectorHost host) {
        return new AddedCorrectors(host);
    }

    /** Has a command line that is asked to end do so between two steps of its engine. To be called once. */
    public static void endBetweenSteps() {
        StepGate.shutAtEnd();
    }

    private static Corrector loadWarm(AlignerProperties properties, EngineObserver observer, SslBundles bundles) {
        Corrector corrector = load(properties, observer, bundles);
        try {
            // a model elsewhere is its server's to warm, and its tokens may cost something
            if (corrector instanceof SharedCorrectors shared) {
                shared.first().warmUp();
            }
            return corrector;
        } catch (RuntimeException | Error e) {
            corrector.close();
            throw e;
        }
    }

    /** Loads the corrector that {@code properties} name; takes seconds to minutes. The caller closes it. */
    public static Corrector load(AlignerProperties properties) {
        return load(properties, EngineObserver.NONE, null);
    }

    private static Corrector load(AlignerProperties properties, EngineObserver observer, @Nullable SslBundles bundles) {
        RemoteProperties remote = properties.consistent().model().remote();
        if (remote == null) {
            return SharedCorrectors.load(options(properties, observer));
        }
        return RemoteCorrector.load(properties, remote, observer, bundles);
    }

    static CorrectorOptions options(AlignerProperties properties) {
        return options(properties, EngineObserver.NONE);
    }

    private static CorrectorOptions options(AlignerProperties properties, EngineObserver observer) {
        AlignerProperties.Model model = properties.model();
        AlignerProperties.Engine engine = properties.engine();
        EngineLimits limits = EngineLimits.DEFAULT;
        return new CorrectorOptions(
                Path.of(model.path()),
                adapter(model.adapter()),
                model.id(),
                Precision.valueOf(model.precision().name()),
                ComputeDevice.parse(model.device()),
                model.threads(),
                engine.slots(),
                engine.contextTokens(),
                new EngineLimits(
                        engine.queueCapacity(),
                        engine.stepTokens(),
                        Math.min(limits.chunkTokens(), engine.stepTokens()),
                        limits.maxFailedSteps(),
                        limits.closeTimeout(),
                        engine.stepTimeout()),
                properties.policy().toPolicy(),
                engine.drafts(),
                instructions(properties.instructions()),
                model.correctors().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Path.of(entry.getValue()))),
                observer);
    }

    static CorrectorOptions.Instructions instructions(AlignerProperties.Instructions allowed) {
        return new CorrectorOptions.Instructions(
                allowed.mode() == AlignerProperties.Instructions.Mode.NAMED, allowed.maxLength(), allowed.named());
    }

    private static CorrectorOptions.Adapter adapter(@Nullable String configured) {
        if (configured == null) {
            return new CorrectorOptions.Adapter.OfModel();
        }
        return configured.equals("none")
                ? new CorrectorOptions.Adapter.None()
                : new CorrectorOptions.Adapter.In(Path.of(configured));
    }
}
