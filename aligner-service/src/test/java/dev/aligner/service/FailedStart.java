package dev.aligner.service;

import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;

/** A start that must fail. */
public final class FailedStart {
    private FailedStart() {}

    /** All messages of its failure, from the outermost; empty if it did not fail. */
    public static String of(Map<String, String> settings) {
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
            StringBuilder messages = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                messages.append(cause.getMessage()).append('\n');
            }
            return messages.toString();
        }
    }
}
