package dev.aligner.service;

import dev.aligner.service.cli.CommandLineTool;
import dev.aligner.service.cli.Terminal;
import dev.aligner.service.engine.EmbeddedCorrectorConfiguration;
import dev.aligner.service.engine.EmbeddedModelInspector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry of the jar: the command line where the first argument says so, else the service. */
@SpringBootApplication
public class AlignerApplication {
    public static void main(String[] args) {
        if (CommandLineTool.accepts(args)) {
            CommandLineTool.quietLogging();
            System.exit(new CommandLineTool(
                            EmbeddedCorrectorConfiguration::load, new EmbeddedModelInspector(), Terminal.ofProcess())
                    .run(args));
        }
        SpringApplication.run(AlignerApplication.class, args);
    }
}
