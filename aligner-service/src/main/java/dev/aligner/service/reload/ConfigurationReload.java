package dev.aligner.service.reload;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.ReloadProperties;
import dev.aligner.service.config.Settings;
import dev.aligner.service.config.SettingsFile;
import dev.aligner.service.watch.WatchedFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import reactor.core.scheduler.Scheduler;

/**
 * Takes over what a file says each time it changes. All parts agree first and change then, so that there is never half of a
 * configuration; requests that are under way keep what they began with.
 */
public final class ConfigurationReload implements AutoCloseable, InfoContributor {
    private final SettingsFile file;
    private final Settings settings;
    private final List<Reloadable> parts;
    private final InstantSource clock;
    private final Counter applied;
    private final Counter refused;
    private volatile @Nullable Map<String, String> active;
    private @Nullable WatchedFile watched;

    public ConfigurationReload(
            SettingsFile file, Settings settings, List<Reloadable> parts, InstantSource clock, MeterRegistry registry) {
        this.file = file;
        this.settings = settings;
        this.parts = List.copyOf(parts);
        this.clock = clock;
        this.applied = counter(registry, "applied");
        this.refused = counter(registry, "refused");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("aligner.config.reloads")
                .description("Contents of the file that were taken over, or were not")
                .tag("outcome", outcome)
                .register(registry);
    }

    /**
     * Reads the file, and from then on whenever it changes.
     *
     * @throws IOException where it cannot be read; the start must not go on without
     */
    public void watch(ReloadProperties told, Scheduler scheduler) throws IOException {
        String path = told.file();
        if (path != null) {
            watched = new WatchedFile(Path.of(path), told.period(), scheduler, this::read);
        }
    }

    void read(byte[] content) throws IOException {
        try {
            AlignerProperties next = file.read(content);
            List<Runnable> changes =
                    parts.stream().map(part -> part.prepare(next)).toList();
            changes.forEach(Runnable::run);
            settings.set(next);
        } catch (IOException | RuntimeException refusal) {
            refused.increment();
            throw refusal;
        }
        applied.increment();
        active = Map.of("digest", digest(content), "since", clock.instant().toString());
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void contribute(Info.Builder info) {
        Map<String, String> now = active;
        if (now != null) {
            info.withDetail("configuration", now);
        }
    }

    @Override
    public void close() {
        if (watched != null) {
            watched.close();
        }
    }
}
