package dev.aligner.service.cli;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.service.audit.KeptCorrection;
import dev.aligner.service.audit.LoggedCorrections;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code audit replay}: makes logged corrections again, from the texts that were kept. */
@Command(
        name = "replay",
        description = "Makes the corrections of a log again, where their texts were kept, and compares.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every correction that could be made again is the one in the log",
            "1:one is not, or texts are not those of their record, or a file cannot be read",
            "2:the arguments are wrong",
            "3:none could be made again: no texts, or another model"
        })
final class ReplayCommand implements Callable<Integer> {
    static final int NOTHING = 3;

    private final CorrectorLoader loader;
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "One file of the log.")
    @Nullable
    Path file;

    @Option(names = "--content", paramLabel = "FILE", description = "Texts; absent for the files beside the log.")
    List<Path> content = List.of();

    @Option(names = "--model", paramLabel = "PATH", description = "Directory of the model's files.")
    @Nullable
    String model;

    private int same;
    private int other;
    private int broken;
    private int anotherModel;

    ReplayCommand(CorrectorLoader loader, Terminal terminal) {
        this.loader = loader;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            return CommandLine.ExitCode.USAGE;
        }
        LoggedCorrections logged = LoggedCorrections.of(file);
        List<Path> texts = content.isEmpty() ? LoggedCorrections.textsBeside(file) : content;
        AlignerProperties properties = StandaloneProperties.read(model);
        Scheduler admission = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "admission", 60, true);
        try (Corrector corrector = loader.load(properties)) {
            ReactiveCorrector asked = new ReactiveCorrector(() -> corrector, admission, Schedulers.parallel());
            for (Path path : texts) {
                logged.withTexts(path, kept -> replay(kept, asked, properties));
            }
        } finally {
            admission.dispose();
        }
        terminal.out()
                .println(same + " made again and the same, " + other + " not the same, " + broken
                        + " with other texts than their record's, " + anotherModel + " of another model, "
                        + (logged.size() - same - other - broken - anotherModel) + " without texts");
        if (other + broken > 0) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        return same == 0 ? NOTHING : CommandLine.ExitCode.OK;
    }

    private void replay(KeptCorrection kept, ReactiveCorrector corrector, AlignerProperties properties) {
        List<CorrectorCard> cards = corrector.current().cards();
        if (!kept.intact()) {
            broken++;
            terminal.err().println("record " + kept.sequence() + ": its texts are not those that it was written for");
        } else if (cards.stream().noneMatch(card -> card.digest().equals(kept.digest()))) {
            anotherModel++;
        } else if (kept.corrected(text(kept, corrector, properties))) {
            same++;
        } else {
            other++;
            terminal.err().println("record " + kept.sequence() + ": its correction is another one now");
        }
    }

    private static String text(KeptCorrection kept, ReactiveCorrector corrector, AlignerProperties properties) {
        try {
            return corrector
                    .correct(kept.request(properties.deadline().max()))
                    .toFuture()
                    .join()
                    .text();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlignerException known ? known : e;
        }
    }
}
