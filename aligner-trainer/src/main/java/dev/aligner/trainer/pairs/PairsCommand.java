package dev.aligner.trainer.pairs;

import dev.aligner.trainer.file.AtomicFile;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Preferences of corrections to answers (arXiv 2402.02416, multi-round RLHF/DPO: A* is preferred to A). */
@Command(
        name = "pairs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes preference pairs: a policy answers, a corrector corrects, the correction is chosen and the"
                + " answer rejected. Stopped and started again it goes on; other filters cost no new sampling.")
public final class PairsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SampleOptions samples = new SampleOptions();

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--unchanged",
            defaultValue = "SKIP",
            description = "What becomes of answers that the corrector left alone: SKIP or FLAG (default:"
                    + " ${DEFAULT-VALUE}).")
    private Filter.Unchanged unchanged = Filter.Unchanged.SKIP;

    @Option(
            names = "--layout",
            split = ",",
            paramLabel = "LAYOUT",
            description = "Of the rows, some of ${COMPLETION-CANDIDATES} (default: all).")
    private List<PreferenceLayout> layouts = List.of(PreferenceLayout.values());

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Filter filter = filters.filter(unchanged);
            SampleOptions.Samples sampled = samples.sample(out);
            Set<PreferenceLayout> wanted = EnumSet.copyOf(layouts);
            Summary summary = Export.write(sampled.outcomes(), sampled.origin(), filter, wanted, samples.directory());
            if (wanted.contains(PreferenceLayout.LLAMA_FACTORY)) {
                AtomicFile.write(samples.directory().resolve("dataset_info.json"), PreferenceLayout.DATASET_INFO);
            }
            if (wanted.contains(PreferenceLayout.AXOLOTL)) {
                AtomicFile.write(samples.directory().resolve("axolotl.yaml"), PreferenceLayout.AXOLOTL_CONFIG);
            }
            AtomicFile.write(samples.directory().resolve("summary.json"), summary.json());
            out.println(summary.text());
            out.flush();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
