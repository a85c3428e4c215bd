package dev.aligner.scaling;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.schedule.SchedulerLimits;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Simulates what was driven, and says how far the two are apart. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Simulates the requests that a service was seen serving, and compares. Fails beyond 15 %.")
final class CheckCommand implements Callable<Integer> {
    private static final double WITHIN = 0.15;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seen", required = true, description = "what drive wrote")
    @SuppressWarnings("NullAway.Init")
    private List<Path> seen;

    @Option(names = "--prices", required = true, description = "what prices wrote")
    @SuppressWarnings("NullAway.Init")
    private Path prices;

    @Option(names = "--model", required = true, description = "the model, for its tokenizer")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--slots", defaultValue = "8", description = "of the service")
    private int slots;

    @Override
    public Integer call() throws IOException {
        StepPrice price = new JsonMapper().readValue(prices.toFile(), StepPrice.class);
        SchedulerLimits limits = new SchedulerLimits(slots, 2048, 512, 256);
        boolean within = true;
        row("| run | requests | mean, ms | simulated | p50 | simulated | p95 | simulated | farthest |");
        row("|---|---|---|---|---|---|---|---|---|");
        try (ModelFiles files = ModelFiles.open(model);
                Tokenizer tokenizer = Tokenizers.load(files.tokenizer())) {
            for (Path file : seen) {
                List<Observed> observed = Observed.read(file);
                List<Job> jobs = jobs(observed, tokenizer);
                Run run = new Fleet(1, new Replica.Setup(limits, 32, price, true)).serve(jobs);
                within &= compare(String.valueOf(file.getFileName()), observed, run) <= WITHIN;
            }
        }
        return within ? 0 : 1;
    }

    private static List<Job> jobs(List<Observed> observed, Tokenizer tokenizer) {
        int head = observed.stream()
                .mapToInt(Observed::cachedTokens)
                .sorted()
                .skip(observed.size() / 2)
                .findFirst()
                .orElse(0);
        List<Job> jobs = new ArrayList<>();
        int unique = 1 << 20;
        for (Observed one : observed) {
            int[] answer = ids(tokenizer, one.answer().strip());
            int[] output = ids(tokenizer, one.correction().strip());
            int[] prompt = new int[Math.max(one.promptTokens(), answer.length + 1)];
            int from = prompt.length - answer.length;
            for (int i = 0; i < from; i++) {
                prompt[i] = i < head ? i : unique++;
            }
            System.arraycopy(answer, 0, prompt, from, answer.length);
            int[] ended = Arrays.copyOf(output, output.length + 1);
            ended[output.length] = Job.END;
            int most = Math.max(ended.length, (int) Math.ceil(answer.length * 1.5) + 48);
            jobs.add(new Job(one.arrivalNanos(), prompt, answer, ended, most));
        }
        return jobs;
    }

    private static int[] ids(Tokenizer tokenizer, String text) {
        return tokenizer.encode(List.of(PromptPiece.data(text)), false);
    }

    /** What the service does around its engine is the same for every request; the median of it is added. */
    private double compare(String name, List<Observed> observed, Run run) {
        double around = middle(observed, one -> one.millis() - one.engineMillis());
        double[] real = {
            observed.stream().mapToDouble(Observed::millis).average().orElse(Double.NaN),
            quantile(observed, 0.5),
            quantile(observed, 0.95)
        };
        double[] simulated = {run.meanMillis() + around, run.percentile(0.5) + around, run.percentile(0.95) + around};
        double farthest = 0;
        StringBuilder line = new StringBuilder("| " + name + " | " + observed.size());
        for (int i = 0; i < real.length; i++) {
            farthest = Math.max(farthest, Math.abs(simulated[i] / real[i] - 1));
            line.append(String.format(Locale.ROOT, " | %.0f | %.0f", real[i], simulated[i]));
        }
        row(line + String.format(Locale.ROOT, " | %.0f %% |", 100 * farthest));
        return farthest;
    }

    private static double middle(List<Observed> observed, ToDoubleFunction<Observed> value) {
        return observed.stream()
                .mapToDouble(value)
                .sorted()
                .skip(observed.size() / 2)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double quantile(List<Observed> observed, double share) {
        List<Observed> sorted = observed.stream()
                .sorted(Comparator.comparingDouble(Observed::millis))
                .toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1))
                .millis();
    }

    private void row(String text) {
        spec.commandLine().getOut().println(text);
    }
}
