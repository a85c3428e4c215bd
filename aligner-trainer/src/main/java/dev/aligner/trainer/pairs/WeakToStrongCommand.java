package dev.aligner.trainer.pairs;

import dev.aligner.trainer.file.AtomicFile;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Targets for a stronger model: a weak corrector's corrections (arXiv 2402.02416v2, weak-to-strong correction). */
@Command(
        name = "weak-to-strong",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes fine-tuning rows for a stronger model: the policy (that model, or a weaker one) answers, and"
                        + " what the corrector makes of the answer is the target. Answers left alone are targets too.")
public final class WeakToStrongCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SampleOptions samples = new SampleOptions();

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(names = "--changed-only", description = "Only corrections that differ from the answer.")
    private boolean changedOnly;

    @Option(
            names = "--layout",
            split = ",",
            paramLabel = "LAYOUT",
            description = "Of the rows, some of ${COMPLETION-CANDIDATES} (default: all).")
    private List<TargetLayout> layouts = List.of(TargetLayout.values());

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Filter filter = filters.filter(changedOnly ? Filter.Unchanged.SKIP : Filter.Unchanged.KEEP);
            SampleOptions.Samples sampled = samples.sample(out);
            Summary summary = Export.write(
                    sampled.outcomes(), sampled.origin(), filter, EnumSet.copyOf(layouts), samples.directory());
            AtomicFile.write(samples.directory().resolve("summary.json"), summary.json());
            out.println(summary.text());
            out.flush();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
