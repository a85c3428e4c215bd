package dev.aligner.service.reload;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.Settings;
import dev.aligner.service.config.SettingsFile;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import reactor.core.scheduler.Schedulers;

/** The configuration in force, and what changes it. */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {
    @Bean
    Settings settings(AlignerProperties started) {
        return new Settings(started);
    }

    @Bean
    ConfigurationReload configurationReload(
            AlignerProperties started,
            Settings settings,
            List<Reloadable> parts,
            ConfigurableEnvironment environment,
            InstantSource clock,
            MeterRegistry registry)
            throws IOException {
        ConfigurationReload reload =
                new ConfigurationReload(new SettingsFile(environment), settings, parts, clock, registry);
        reload.watch(started.reload(), Schedulers.boundedElastic());
        return reload;
    }
}
