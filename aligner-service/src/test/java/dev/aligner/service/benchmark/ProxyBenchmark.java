package dev.aligner.service.benchmark;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The measuring half of {@code benchmarks/proxy/compare.sh}: takes turns among servers that all run, and writes what it
 * measured. Arguments are {@code name=value}: servers as {@code PORT:PID}, {@code results} as a directory, versions.
 */
final class ProxyBenchmark {
    private static final int CLIENTS = 16;
    private static final int MODEL_ANSWERS = 3;
    /** Of each kind of answer, for each server, however many ways lead through it: all are compiled as well. */
    private static final double WARM_SECONDS = 4;

    private static final Duration START = Duration.ofMinutes(5);

    private final Setup setup;
    private final PrintStream log;
    private final Rounds rounds = new Rounds();
    private final Map<String, List<Double>> resident = new LinkedHashMap<>();
    private final Map<Script, Long> bytes = new EnumMap<>(Script.class);
    private final Map<Script, String> bodies = new EnumMap<>(Script.class);

    private ProxyBenchmark(Setup setup, PrintStream log) {
        this.setup = setup;
        this.log = log;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> given = new LinkedHashMap<>();
        Arrays.stream(arguments).forEach(argument -> {
            int equals = argument.indexOf('=');
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        });
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Setup setup = Setup.of(given);
        Results results = new ProxyBenchmark(setup, err).run();
        Path directory = Files.createDirectories(setup.results());
        Files.write(directory.resolve("results.json"), results.json());
        String markdown = new MarkdownReport(results).text();
        Files.writeString(directory.resolve("results.md"), markdown);
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).print(markdown);
    }

    private Results run() throws IOException, InterruptedException {
        String load = Machine.load();
        for (Contestant contestant : setup.all()) {
            await(contestant);
            verify(contestant);
        }
        try (Load clients = new Load(CLIENTS)) {
            for (Contestant contestant : setup.contestants()) {
                log.println("warming up: " + contestant.name());
                Duration share = setup.share(WARM_SECONDS / setup.waysThrough(contestant.server()));
                clients.perSecond(contestant, Script.JSON, of(Script.JSON), share);
                clients.perSecond(contestant, Script.BURST, of(Script.BURST), share);
            }
            resident();
            List<Contestant> turn = new ArrayList<>(setup.contestants());
            for (int round = 1; round <= setup.rounds(); round++) {
                log.println("round " + round + " of " + setup.rounds());
                round(clients, turn);
                Collections.rotate(turn, -1);
            }
        }
        resident();
        List<SlowStreams.Outcome> slow = new ArrayList<>();
        for (Contestant contestant : setup.contestants()) {
            if (!contestant.way().equals(Way.OFF) && !contestant.name().equals(Setup.DIRECT)) {
                log.println(setup.streams() + " slow streams: " + contestant.name());
                slow.add(SlowStreams.through(contestant, setup.streams(), of(Script.SLOW)));
            }
        }
        List<Departures.Outcome> departures = new ArrayList<>();
        for (Contestant contestant : setup.contestants()) {
            log.println("clients that leave: " + contestant.name());
            departures.add(Departures.through(contestant, setup.contestants().get(0)));
        }
        return new Results(setup, rounds, resident, slow, departures, load, Machine.load());
    }

    private long of(Script script) {
        return bytes.getOrDefault(script, -1L);
    }

    private void await(Contestant contestant) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                AnswerReader answer = Load.once(contestant, Script.JSON);
                // a corrector that is still loading lets answers pass
                boolean loading = contestant.equals(setup.model())
                        && answer.header("x-aligner-action").equals("BYPASSED");
                if (answer.good() && !loading) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(contestant.name() + ": no answer in " + START.toMinutes() + " minutes");
            }
            var unused = new CountDownLatch(1).await(250, MILLISECONDS);
        }
    }

    /** The first is the upstream itself; what comes through the others is the very same, and went the way it was to go. */
    private void verify(Contestant contestant) throws IOException {
        for (Script script : List.of(Script.JSON, Script.BURST)) {
            AnswerReader answer = Load.once(contestant, script);
            String body = bodies.computeIfAbsent(script, first -> answer.body());
            boolean model = contestant.equals(setup.model());
            if (!answer.good()
                    || (!model
                            && (!answer.body().equals(body) || !contestant.way().went(script, answer)))) {
                throw new IllegalStateException(contestant.name() + ": " + script
                        + ": not the upstream's bytes, or not " + "the way it was to go");
            }
            bytes.putIfAbsent(script, answer.bytes());
        }
        bytes.putIfAbsent(Script.PACED, of(Script.BURST));
        bytes.putIfAbsent(Script.SLOW, of(Script.BURST));
    }

    private void round(Load clients, List<Contestant> turn) throws IOException {
        for (Contestant contestant : turn) {
            Percentiles times = Percentiles.of(Load.times(contestant, Script.JSON, of(Script.JSON), setup.share(1.5)));
            rounds.add(contestant, Measure.JSON_P50_MS, times.at(50));
            rounds.add(contestant, Measure.JSON_P95_MS, times.at(95));
            rounds.add(contestant, Measure.JSON_P99_MS, times.at(99));
        }
        for (Contestant contestant : turn) {
            rounds.add(
                    contestant,
                    Measure.JSON_PER_SECOND,
                    clients.perSecond(contestant, Script.JSON, of(Script.JSON), setup.share(1.5)));
        }
        for (Contestant contestant : turn) {
            arrivals(contestant, Load.arrivals(contestant, Script.PACED, of(Script.PACED), setup.share(1.5)));
        }
        for (Contestant contestant : turn) {
            rounds.add(
                    contestant,
                    Measure.STREAMS_PER_SECOND,
                    clients.perSecond(contestant, Script.BURST, of(Script.BURST), setup.share(1.5)));
        }
        Contestant model = setup.model();
        if (model != null) {
            model(model);
        }
    }

    private void arrivals(Contestant contestant, Load.Arrivals arrivals) {
        Percentiles first = Percentiles.of(arrivals.first());
        rounds.add(contestant, Measure.FIRST_CHUNK_P50_MS, first.at(50));
        rounds.add(contestant, Measure.FIRST_CHUNK_P95_MS, first.at(95));
        rounds.add(contestant, Measure.FIRST_CHUNK_P99_MS, first.at(99));
        Percentiles gaps = Percentiles.of(arrivals.gaps());
        rounds.add(contestant, Measure.CHUNK_GAP_P50_MS, gaps.at(50));
        rounds.add(contestant, Measure.CHUNK_GAP_P99_MS, gaps.at(99));
    }

    /** A corrector takes hundreds of milliseconds: a few answers, one after the other. */
    private void model(Contestant model) throws IOException {
        List<Double> times = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        for (int i = 0; i < MODEL_ANSWERS; i++) {
            long began = System.nanoTime();
            AnswerReader answer = Load.once(model, Script.JSON);
            times.add((System.nanoTime() - began) / 1e6);
            setup.said(answer.header("x-aligner-action"));
            try (KeptConnection connection = new KeptConnection(model.server().port())) {
                List<Long> came = new ArrayList<>();
                connection.exchange(model.request(Script.PACED), false, came::add);
                first.add(came.get(0) / 1e6);
            }
        }
        rounds.add(model, Measure.JSON_P50_MS, Percentiles.of(times).at(50));
        rounds.add(model, Measure.FIRST_CHUNK_P50_MS, Percentiles.of(first).at(50));
    }

    private void resident() {
        for (Server server : setup.servers()) {
            resident.computeIfAbsent(server.name(), name -> new ArrayList<>()).add(server.residentMegabytes());
        }
    }
}
