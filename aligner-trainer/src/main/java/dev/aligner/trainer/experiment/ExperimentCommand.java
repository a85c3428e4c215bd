package dev.aligner.trainer.experiment;

import dev.aligner.trainer.experiment.Experiment.Finding;
import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Picture;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a paper's claim on small models and says whether it held. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Tries a paper's claim about training on models so small that it takes minutes, and prints whether it"
                        + " held or was refuted.")
public final class ExperimentCommand implements Runnable {
    /** Fewer say nothing about the spread. */
    private static final int LEAST_SEEDS = 3;

    @SuppressWarnings("ImmutableEnumChecker") // an experiment is made anew for each run
    private enum Name {
        RESIDUAL_VS_DIRECT,
        WARM_UP_SHARE,
        D2O_VS_ASCENT,
        IFT_VS_SFT,
        DERA_VS_RETRAINED,
        STEERING_VS_CHANCE;

        Experiment experiment() {
            return switch (this) {
                case RESIDUAL_VS_DIRECT -> new ResidualOrDirect();
                case WARM_UP_SHARE -> new WarmUpShare();
                case D2O_VS_ASCENT -> new D2oOrAscent();
                case IFT_VS_SFT -> new IftOrSft();
                case DERA_VS_RETRAINED -> new DeraOrRetrained();
                case STEERING_VS_CHANCE -> new SteeringOrChance();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    private Name name;

    @Option(
            names = "--seeds",
            defaultValue = "3",
            description =
                    "Runs that differ in their random state, at least " + LEAST_SEEDS + " (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets NAME.md and the pictures that it shows.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    public void run() {
        if (seeds < LEAST_SEEDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds: " + seeds + " (expected: >= " + LEAST_SEEDS + ")");
        }
        PrintWriter out = spec.commandLine().getOut();
        Finding finding =
                name.experiment().run(LongStream.rangeClosed(1, seeds).boxed().toList(), out);
        for (int i = 0; i < finding.pictures().size(); i++) {
            finding.pictures().get(i).write(directory.resolve(picture(i)));
        }
        AtomicFile.write(directory.resolve(name + ".md"), section(finding));
        out.println();
        out.println(finding.table().text());
        out.println(finding.reading());
        out.println(name + ": " + finding.verdict());
        out.flush();
    }

    private String picture(int index) {
        return name + "-" + (index + 1) + ".png";
    }

    private String section(Finding finding) {
        StringBuilder text = new StringBuilder("# " + finding.title() + ": " + finding.verdict() + "\n\n");
        paragraph(text, "Claim", finding.claim());
        paragraph(text, "Setting", finding.setting());
        paragraph(text, "Falsifier", finding.falsifier());
        text.append(finding.table().markdown()).append('\n');
        paragraph(text, "Outcome: " + finding.verdict(), finding.reading());
        paragraph(text, "Limits", finding.limits());
        for (int i = 0; i < finding.pictures().size(); i++) {
            Picture picture = finding.pictures().get(i);
            text.append("![")
                    .append(picture.title())
                    .append("](")
                    .append(picture(i))
                    .append(")\n\n");
        }
        paragraph(text, "Command", "`experiments/" + name + "/run.sh`, " + seeds + " seeds.");
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String head, String body) {
        text.append("**").append(head).append(".** ").append(body).append("\n\n");
    }
}
