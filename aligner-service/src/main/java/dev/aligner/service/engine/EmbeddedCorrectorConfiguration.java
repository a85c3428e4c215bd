package dev.aligner.service.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorLoader;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Composes the corrector that runs inside this process. */
@Configuration(proxyBeanMethods = false)
public class EmbeddedCorrectorConfiguration {
    @Bean
    @ConditionalOnMissingBean
    CorrectorLoader correctorLoader() {
        return EmbeddedCorrectorConfiguration::load;
    }

    /** Loads and warms the corrector that {@code properties} name; takes seconds to minutes. The caller closes it. */
    @SuppressWarnings("DoNotCallSuggester") // until there is an engine
    public static Corrector load(AlignerProperties properties) {
        throw AlignerException.of(
                ErrorCode.MODEL_FILE, "no engine yet for " + properties.model().path());
    }
}
