package dev.aligner.service.config;

import dev.aligner.core.AlignerException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.unit.DataSize;

/** The range of a number, told by the service itself when it is given one that nothing allows. */
final class AllowedRange {
    private static final Pattern EXPECTED = Pattern.compile("\\(expected: (.+)\\)$");
    private static final Map<Class<?>, String> NEVER = Map.of(
            int.class, "-2147483648",
            Integer.class, "-2147483648",
            double.class, "-1e9",
            Duration.class, "-1s",
            DataSize.class, "-1B");

    private AllowedRange() {}

    static String of(DeclaredKey key) {
        String never = key.value() instanceof Class<?> type ? NEVER.get(type) : null;
        if (never == null) {
            return "";
        }
        Map<String, Object> values = new HashMap<>();
        if (key.name().startsWith("aligner.routes.")) {
            values.put("aligner.routes.name.upstream", "http://upstream");
        } else if (key.name().startsWith("aligner.model.remote.")) {
            values.put("aligner.model.remote.url", "http://server/v1");
        }
        values.put(key.example(), never);
        try {
            AlignerProperties bound = new Binder(new MapConfigurationPropertySource(values))
                    .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
            bound.routes().values().forEach(RouteProperties::policy);
            bound.extProc().policy();
            bound.plugs().policy(Plug.KONG, List.of(), 1);
        } catch (BindException | IllegalArgumentException | AlignerException e) {
            String message =
                    String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return EXPECTED.matcher(message)
                    .results()
                    .map(found -> readable(found.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(key.name() + ": " + message));
        }
        return "";
    }

    private static String readable(String range) {
        String durations = Pattern.compile("PT(?:\\d+H)?(?:\\d+M)?(?:[\\d.]*\\dS)?")
                .matcher(range)
                .replaceAll(AllowedRange::duration);
        return Pattern.compile("\\b(\\d+)B\\b")
                .matcher(durations)
                .replaceAll(AllowedRange::size)
                .replace("..", " to ");
    }

    private static String duration(MatchResult iso) {
        Duration duration = Duration.parse(iso.group());
        if (duration.toMillis() % 1000 != 0) {
            return DurationStyle.SIMPLE.print(duration, ChronoUnit.MILLIS);
        }
        if (duration.toSeconds() % 60 != 0) {
            return duration.toSeconds() + "s";
        }
        return duration.toMinutes() % 60 == 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
    }

    private static String size(MatchResult bytes) {
        DataSize size = DataSize.ofBytes(Long.parseLong(bytes.group(1)));
        if (size.toGigabytes() > 0) {
            return size.toGigabytes() + "GB";
        }
        return size.toMegabytes() > 0 ? size.toMegabytes() + "MB" : size.toKilobytes() + "KB";
    }
}
