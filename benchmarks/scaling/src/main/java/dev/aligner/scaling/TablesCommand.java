package dev.aligner.scaling;

import dev.aligner.engine.draft.DraftLength;
import dev.aligner.engine.schedule.SchedulerLimits;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The tables of docs/scaling.md, on standard output. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        description = "Simulates fleets and prints the tables of docs/scaling.md.")
final class TablesCommand implements Runnable {
    private static final Mix MIX = new Mix(0.85, 0.10, 24, 60, 200);
    private static final double[] LOADS = {0.3, 0.6, 0.8, 0.95, 1.5};

    /** 60 % of what a data sheet promises is what good programs reach; none of it was measured by us. */
    private static final Machine GPU = new Machine(0.6 * 3.35e12, 0.6 * 990e12, 3e6);

    /** A fleet that is looked at. */
    private record Case(String name, int replicas, Replica.Setup setup, double patienceMillis, int requests) {}

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--prices", required = true, description = "what prices wrote on this machine")
    @SuppressWarnings("NullAway.Init")
    private Path prices;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        StepPrice cpu = new JsonMapper().readValue(prices.toFile(), StepPrice.class);
        // 32 layers of width 4,096, as Aligner-7B has them
        StepPrice gpu = GPU.of(6.5e9, 0.13e9, 2, 32, 4096);
        SchedulerLimits small = new SchedulerLimits(8, 2048, 512, 256);
        SchedulerLimits large = new SchedulerLimits(64, 2048, 4096, 1024);
        fleets(out, new Case("one sidecar, 2 cores", 1, new Replica.Setup(small, 32, cpu, true), 2000, 2000));
        fleets(out, new Case("16 sidecars, 2 cores each", 16, new Replica.Setup(small, 32, cpu, true), 2000, 8000));
        fleets(out, new Case("one GPU, 7 B in bfloat16", 1, new Replica.Setup(large, 256, gpu, true), 1000, 8000));
        fleets(out, new Case("64 GPUs, 7 B in bfloat16", 64, new Replica.Setup(large, 256, gpu, true), 1000, 60_000));
        crossing(out, "2 cores, measured", cpu);
        crossing(out, "GPU, calculated", gpu);
        out.flush();
    }

    private static void fleets(PrintWriter out, Case fleet) {
        double most = capacity(fleet, true);
        double without = capacity(fleet, false);
        out.printf(
                Locale.ROOT,
                "### %s%n%nAt most %.1f corrections a second; without drafts %.1f (%.2f times as many with them).%n%n",
                fleet.name(),
                most,
                without,
                most / without);
        out.printf(
                Locale.ROOT,
                "| load | arrivals | p50, ms | p95, ms | p99, ms | in %.0f s, per s | refused | busy |%n|---|---|---|---|---|---|---|---|%n",
                fleet.patienceMillis() / 1000);
        for (double burst : new double[] {1, 8}) {
            for (double load : LOADS) {
                Run run = run(fleet, load * most, burst, true);
                out.printf(
                        Locale.ROOT,
                        "| %.2f of the most | %s | %.0f | %.0f | %.0f | %.1f | %.1f %% | %.0f %% |%n",
                        load,
                        burst > 1 ? "in bursts" : "independent",
                        run.percentile(0.5),
                        run.percentile(0.95),
                        run.percentile(0.99),
                        run.goodput(fleet.patienceMillis()),
                        100 * run.refusedShare(),
                        100 * run.utilisation());
            }
        }
        out.println();
    }

    /** Corrections a second when more wait than there is room for. */
    private static double capacity(Case fleet, boolean drafts) {
        return run(fleet, 1e6, 1, drafts, Integer.MAX_VALUE).perSecond();
    }

    private static Run run(Case fleet, double perSecond, double burst, boolean drafts) {
        return run(fleet, perSecond, burst, drafts, fleet.setup().queueCapacity());
    }

    private static Run run(Case fleet, double perSecond, double burst, boolean drafts, int queue) {
        Random random = new Random(20_261_130);
        Replica.Setup setup = new Replica.Setup(
                fleet.setup().limits(),
                queue == Integer.MAX_VALUE ? 1 << 24 : queue,
                fleet.setup().price(),
                drafts);
        long[] times = new Arrivals(perSecond, burst).times(fleet.requests(), random);
        List<Job> jobs = new ArrayList<>();
        for (long time : times) {
            jobs.add(MIX.job(time, setup.limits().contextTokens(), random));
        }
        return new Fleet(fleet.replicas(), setup).serve(jobs);
    }

    /** How long a draft is worth verifying when others run beside it. */
    private static void crossing(PrintWriter out, String name, StepPrice price) {
        double perToken = price.token() + price.row();
        double baseInTokens = price.base() / perToken;
        int[] running = {1, 2, 4, 8, 16, 32, 64, 128};
        double[] acceptances = {0.3, 0.5, 0.7, 0.9, 0.97};
        out.printf(Locale.ROOT, "%s: a step's base is worth %.1f tokens.%n%n| right, %% |", name, baseInTokens);
        for (int count : running) {
            out.printf(Locale.ROOT, " %d |", count);
        }
        out.print("\n|---|" + "---|".repeat(running.length) + "\n");
        for (double acceptance : acceptances) {
            out.printf(Locale.ROOT, "| %.0f |", 100 * acceptance);
            for (int count : running) {
                out.printf(Locale.ROOT, " %d |", DraftLength.best(acceptance, baseInTokens, count, 255));
            }
            out.println();
        }
        out.println();
    }
}
