package dev.aligner.service.audit;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.AuditProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log, where one is configured; a start without the log that it names ends. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(AuditConfiguration.class);

    /** {@link AuditLog#close} is found by Spring, by its name. */
    @Bean
    Audit audit(AlignerProperties properties, InstantSource clock, MeterRegistry meters) {
        AuditProperties told = properties.audit();
        String file = told.file();
        if (file == null) {
            return Audit.NONE;
        }
        int days = told.content().days();
        try {
            Audit audit = AuditLog.open(
                    new AuditLog.Settings(Path.of(file), told.queue(), told.required(), days), clock, meters);
            LOG.info(
                    "audit: corrections are logged in {}{}",
                    file,
                    days == 0 ? "" : ", and their texts kept beside it for " + days + " days");
            return audit;
        } catch (IOException e) {
            throw new IllegalArgumentException("aligner.audit.file: " + file + ": " + e.getMessage(), e);
        }
    }
}
