package dev.aligner.service;

import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;

/** A start that must fail. */
final class FailedStart {
    private FailedStart() {}

    /** The innermost message of its failure; empty if it did not fail. */
    static String of(Map<String, String> settings) {
        String[] arguments = Stream.concat(
                        Stream.of("--server.port=0"),
                        settings.entrySet().stream().map(entry -> "--" + entry.getKey() + "=" + entry.getValue()))
                .toArray(String[]::new);
        try {
            SpringApplication.run(
                            new Class<?>[] {AlignerApplication.class, FakeCorrectorConfiguration.class}, arguments)
                    .close();
            return "";
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return String.valueOf(cause.getMessage());
        }
    }
}
