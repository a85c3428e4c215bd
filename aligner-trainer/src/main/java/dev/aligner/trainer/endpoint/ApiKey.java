package dev.aligner.trainer.endpoint;

import java.util.Map;

/** A secret: goes into a request's header and is never printed. */
public final class ApiKey {
    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /**
     * The key in an environment variable.
     *
     * @throws IllegalArgumentException naming the variable if it is not set or blank
     */
    public static ApiKey in(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("environment variable " + variable + ": not set (expected: an API key)");
        }
        return new ApiKey(value.strip());
    }

    String bearer() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
