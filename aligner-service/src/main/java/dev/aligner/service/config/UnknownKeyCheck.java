package dev.aligner.service.config;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses unknown keys under {@code aligner}. Environment variables are left out: Kubernetes sets {@code
 * ALIGNER_SERVICE_HOST} and its like in every pod beside a service of the name.
 */
public final class UnknownKeyCheck {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AlignerProperties.PREFIX);

    private UnknownKeyCheck() {}

    /** @throws UnknownKeyException for the first unknown key */
    public static void check(Environment environment) {
        check(ConfigurationPropertySources.get(environment));
    }

    static void check(Iterable<ConfigurationPropertySource> sources) {
        KnownKeys known = new KnownKeys();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                iterable.stream()
                        .filter(name -> PREFIX.isAncestorOf(name) && !known.contains(name))
                        .findFirst()
                        .ifPresent(name -> {
                            throw new UnknownKeyException(
                                    name.toString(), nameOf(source), known.nearest(name.toString()));
                        });
            }
        }
    }

    private static String nameOf(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> named ? named.getName() : "the configuration";
    }
}
