package dev.aligner.service.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * Reads the file of what may change while the service runs: the same keys as anywhere, laid over the configuration of the
 * start. All of it must be right.
 */
public final class SettingsFile {
    /** What each request asks for anew. */
    private static final List<ConfigurationPropertyName> CHANGEABLE = List.of(
            name("routes"),
            name("plugs.on-failure"),
            name("plugs.block"),
            name("plugs.instruction"),
            name("plugs.min-strength"),
            name("plugs.max-strength"),
            name("plugs.deadline"),
            name("ext-proc.instruction"),
            name("ext-proc.instructions"),
            name("ext-proc.min-strength"),
            name("ext-proc.max-strength"),
            name("ext-proc.stream"),
            name("ext-proc.streams"),
            name("ext-proc.pace"),
            name("ext-proc.on-failure"),
            name("ext-proc.block"),
            name("ext-proc.deadline"),
            name("ext-proc.held"),
            name("ext-proc.strict"),
            name("ext-proc.evidence"));

    private final ConfigurableEnvironment started;

    /** @param started what the file is laid over */
    public SettingsFile(ConfigurableEnvironment started) {
        this.started = started;
    }

    private static ConfigurationPropertyName name(String key) {
        return ConfigurationPropertyName.of(AlignerProperties.PREFIX + "." + key);
    }

    static boolean changes(ConfigurationPropertyName key) {
        return CHANGEABLE.stream().anyMatch(known -> known.equals(key) || known.isAncestorOf(key));
    }

    /**
     * The configuration with what the file says.
     *
     * @throws IllegalArgumentException naming the key that is wrong, and what is expected of it
     * @throws UnknownKeyException naming the nearest key
     * @throws RefusedSettingException naming two keys that contradict each other
     */
    public AlignerProperties read(byte[] content) throws IOException {
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        for (PropertySource<?> document : documents(content)) {
            ConfigurationPropertySource source = Objects.requireNonNull(ConfigurationPropertySource.from(document));
            check(source);
            sources.add(source);
        }
        ConfigurationPropertySources.get(started).forEach(sources::add);
        try {
            return new Binder(sources, new PropertySourcesPlaceholdersResolver(started))
                    .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class)
                    .consistent();
        } catch (BindException e) {
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
            throw new IllegalArgumentException(e.getName() + ": " + cause.getMessage(), e);
        }
    }

    private static List<PropertySource<?>> documents(byte[] content) throws IOException {
        try {
            return new YamlPropertySourceLoader()
                    .load("aligner.reload.file", new ByteArrayResource(content, "aligner.reload.file"));
        } catch (RuntimeException e) {
            // the parser's message quotes the lines, and a key may stand in them
            throw new IllegalArgumentException(
                    "not YAML (" + e.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ")", e);
        }
    }

    private static void check(ConfigurationPropertySource source) {
        UnknownKeyCheck.check(List.of(source));
        if (source instanceof IterableConfigurationPropertySource keys) {
            keys.stream().filter(key -> !changes(key)).findFirst().ifPresent(key -> {
                throw new IllegalArgumentException(
                        key + ": cannot change while the service runs (expected: aligner.routes, and what of"
                                + " aligner.plugs and aligner.ext-proc says how answers are corrected)");
            });
        }
    }
}
