package dev.aligner.service.cli;

import dev.aligner.service.config.AlignerProperties;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The service's configuration without its container: system properties, environment variables, defaults. */
final class StandaloneProperties {
    private StandaloneProperties() {}

    /** @param model the model's directory, or null for the configured one */
    static AlignerProperties read(@Nullable String model) {
        return read(model, Map.of());
    }

    /**
     * @param model the model's directory, or null for the configured one
     * @param more keys and values that win over all others
     */
    static AlignerProperties read(@Nullable String model, Map<String, Object> more) {
        Map<String, Object> arguments = new HashMap<>(more);
        if (model != null) {
            arguments.put("aligner.model.path", model);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("arguments", arguments));
        return Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }
}
