package dev.aligner.service.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part, for how long.
 *
 * @param contestants the upstream itself first
 * @param model our proxy with the embedded corrector; null where it is left out
 * @param scale of every duration
 * @param streams that are slow and at once
 * @param versions name to version of what takes part
 * @param actions how often the model's answers said which action
 */
record Setup(
        List<Contestant> contestants,
        @Nullable Contestant model,
        int rounds,
        double scale,
        int streams,
        Path results,
        Map<String, String> versions,
        Map<String, Integer> actions) {
    static final String DIRECT = "direct";
    static final String NGINX = "nginx";
    static final String GATEWAY = "bare gateway";
    static final String PASSED = "ours, passed";
    static final String OFF = "ours, off";
    static final String CORRECTED = "ours, stub corrector";
    static final String MODEL = "ours, model";

    static Setup of(Map<String, String> given) {
        Server upstream = Server.of("mock upstream", value(given, "upstream"));
        Server nginx = Server.of("nginx", value(given, "nginx"));
        Server gateway = Server.of("bare gateway", value(given, "gateway"));
        Server ours = Server.of("ours with a stub corrector", value(given, "ours"));
        String model = given.get("model");
        Map<String, String> versions = new LinkedHashMap<>(Machine.versions());
        given.forEach((name, value) -> {
            if (name.startsWith("version.")) {
                versions.put(name.substring("version.".length()), value);
            }
        });
        return new Setup(
                List.of(
                        new Contestant(DIRECT, upstream, Way.PLAIN),
                        new Contestant(NGINX, nginx, Way.PLAIN),
                        new Contestant(GATEWAY, gateway, Way.PLAIN),
                        new Contestant(PASSED, ours, Way.PASSED),
                        new Contestant(OFF, ours, Way.OFF),
                        new Contestant(CORRECTED, ours, Way.CORRECTED)),
                model == null ? null : new Contestant(MODEL, Server.of("ours with the model", model), Way.CORRECTED),
                Integer.parseInt(value(given, "rounds")),
                Double.parseDouble(value(given, "scale")),
                Integer.parseInt(value(given, "streams")),
                Path.of(value(given, "results")),
                versions,
                new TreeMap<>());
    }

    private static String value(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "= is missing");
        }
        return value;
    }

    /** Everyone, the model too. */
    List<Contestant> all() {
        return model == null
                ? contestants
                : Stream.concat(contestants.stream(), Stream.of(model)).toList();
    }

    List<Server> servers() {
        return all().stream().map(Contestant::server).distinct().toList();
    }

    long waysThrough(Server server) {
        return contestants.stream()
                .filter(contestant -> contestant.server().equals(server))
                .count();
    }

    Duration share(double seconds) {
        return Duration.ofNanos((long) (seconds * scale * 1e9));
    }

    void said(String action) {
        actions.merge(action, 1, Integer::sum);
    }
}
