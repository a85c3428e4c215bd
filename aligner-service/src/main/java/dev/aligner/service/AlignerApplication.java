package dev.aligner.service;

import dev.aligner.service.cli.CommandLineTool;
import dev.aligner.service.cli.Terminal;
import dev.aligner.service.engine.EmbeddedCorrectorConfiguration;
import dev.aligner.service.engine.EmbeddedModelInspector;
import dev.aligner.service.engine.EmbeddedProgramExporter;
import dev.aligner.service.host.PinnedLoader;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.reactive.ReactiveOAuth2ResourceServerWebSecurityAutoConfiguration;

/** The entry of the jar: the command line where the first argument says so, else the service. */
@SpringBootApplication(
        // requests come in through the filter of the package access: a second one before it would answer first
        exclude = {
            ReactiveManagementWebSecurityAutoConfiguration.class,
            ReactiveOAuth2ResourceServerWebSecurityAutoConfiguration.class,
            ReactiveUserDetailsServiceAutoConfiguration.class,
            ReactiveWebSecurityAutoConfiguration.class
        })
public class AlignerApplication {
    public static void main(String[] args) {
        if (CommandLineTool.accepts(args)) {
            CommandLineTool.quietLogging();
            EmbeddedCorrectorConfiguration.endBetweenSteps();
            System.exit(new CommandLineTool(
                            new PinnedLoader(EmbeddedCorrectorConfiguration::load),
                            new EmbeddedModelInspector(),
                            new EmbeddedProgramExporter(),
                            Terminal.ofProcess())
                    .run(args));
        }
        SpringApplication.run(AlignerApplication.class, args);
    }
}
