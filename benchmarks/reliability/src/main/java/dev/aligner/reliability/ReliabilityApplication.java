package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: all cases, one after the other, each with processes of its own. */
@Command(
        name = "reliability",
        mixinStandardHelpOptions = true,
        description =
                "Load and faults: what was promised, what was sent, what was lost. Exit code 1 where a promise was not kept.")
public final class ReliabilityApplication implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--only", split = ",", description = "cases; all without any")
    private List<String> only = List.of();

    @Option(names = "--quick", description = "short and few: a look at whether everything holds, no measurement")
    private boolean quick;

    @Option(names = "--soak", description = "how long, for example 60m")
    private @Nullable String soak;

    @Option(names = "--root", defaultValue = ".", description = "of the checkout")
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Option(names = "--out", required = true, description = "folder for results and logs")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--document", description = "whose table is to be written")
    private @Nullable Path document;

    @Option(names = "--port", defaultValue = "18200", description = "the first of those that are used")
    private int port;

    @Option(names = "--toxiproxy", description = "its server; without one our own link stands in the upstream's way")
    private @Nullable Path toxiproxy;

    @Option(names = "--faketime", description = "libfaketime, for the case of the clock")
    private @Nullable Path faketime;

    @Option(names = "--allocator", description = "a library that the service takes its memory by, as in the image")
    private @Nullable Path allocator;

    @Option(names = "--peer", description = "Python with llama-cpp-python's server, for the case of the peer")
    private @Nullable Path peer;

    /** Those that matter most come first. */
    static List<Case> cases() {
        return List.of(
                new DoubleLoad(),
                new Terminate(),
                new VanishingClients(),
                new SlowClients(),
                new UpstreamResets(),
                new QueueOverflow(),
                new KillAndRestart(),
                EngineFault.hang(),
                EngineFault.crash(),
                new FailingForwards(),
                new HalfOpenBreaker(),
                new HotReload(),
                new CertificateRotation(),
                new CorruptedModel(),
                new DiskFull(),
                new ClockJump(),
                new BoundedSeries(),
                new Soak(),
                new PeerLoad());
    }

    @Override
    public Integer call() throws IOException {
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        scale = soak == null ? scale : scale.withSoak(duration(soak));
        Path checkout = root.toAbsolutePath().normalize();
        Tools tools = new Tools(toxiproxy, faketime, allocator, peer);
        Bench.Setting setting = new Bench.Setting(
                checkout,
                out.toAbsolutePath(),
                scale,
                Texts.read(
                        checkout.resolve("data/out-of-origin-a.jsonl"), checkout.resolve("data/out-of-origin-b.jsonl")),
                new AtomicInteger(port),
                tools,
                spec.commandLine().getErr());
        List<String> about = Surroundings.about(List.of(
                toxiproxy == null ? "our own link in the upstream's way" : "Toxiproxy",
                faketime == null ? "no libfaketime" : "libfaketime",
                tools.allocates(),
                peer == null ? "no peer" : "llama-cpp-python"));
        List<Row> rows = new ArrayList<>();
        for (Case each : chosen()) {
            rows.add(run(each, setting));
            publish(new Report(about, rows));
        }
        Report report = new Report(about, rows);
        spec.commandLine().getOut().print(report.markdown());
        spec.commandLine().getOut().flush();
        return report.allKept() ? 0 : 1;
    }

    /** After each case: what is known is not lost with a run that does not come to its end. */
    private void publish(Report known) throws IOException {
        Report whole = known.over(out, cases().stream().map(Case::name).toList());
        whole.write(out);
        if (document != null) {
            whole.into(document);
        }
    }

    private List<Case> chosen() {
        List<String> names = cases().stream().map(Case::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--only: " + name + " (expected: some of " + String.join(", ", names) + ")");
            }
        }
        return cases().stream()
                .filter(each -> only.isEmpty() || only.contains(each.name()))
                .toList();
    }

    private Row run(Case each, Bench.Setting setting) {
        setting.progress().println(each.name());
        setting.progress().flush();
        Findings findings = new Findings();
        double load = Surroundings.load();
        long began = System.nanoTime();
        try (Bench bench = new Bench(setting, each.name())) {
            // of a command that is interrupted no process is left either
            Thread leaving = new Thread(bench::close);
            Runtime.getRuntime().addShutdownHook(leaving);
            try {
                each.run(bench, findings);
            } finally {
                Runtime.getRuntime().removeShutdownHook(leaving);
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            findings.must(false, "it could not be done: " + e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Row row = findings.row(each, Surroundings.when(quick, load, took));
        setting.progress().println("  " + row.verdict().said() + " " + row.broken() + " in " + took.toSeconds() + " s");
        setting.progress().flush();
        return row;
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    /** Exit codes: 0 all kept, 1 some not, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReliabilityApplication()).execute(arguments));
    }
}
