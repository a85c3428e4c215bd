package dev.aligner.trainer.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gets the outputs that are missing and scores all. */
final class Run {
    private static final int REPORT_EVERY = 100;

    private final AnswerCorrector corrector;
    private final Path directory;
    private final PrintWriter progress;

    Run(AnswerCorrector corrector, Path directory, PrintWriter progress) {
        this.corrector = corrector;
        this.directory = directory;
        this.progress = progress;
    }

    RunScores scores(String name, List<Case> cases, long seed) {
        String identity = corrector.identity();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (OutputFile file = new OutputFile(directory, identity)) {
            List<Case> missing =
                    cases.stream().filter(one -> file.of(one) == null).toList();
            corrector.correct(missing, new Collecting(file, missing.size()));
            List<Observed> observed = new ArrayList<>();
            for (Case one : cases) {
                Output output = file.of(one);
                if (output != null) {
                    observed.add(new Observed(one, output.correction(), null));
                }
            }
            return new RunScores(name, identity, cases.size() - observed.size(), GroupScores.of(observed, seed));
        }
    }

    /** A trivial corrector never fails, and is asked again each time. */
    static RunScores scores(TrivialAnswers corrector, List<Case> cases, long seed) {
        List<Observed> observed = cases.stream()
                .map(one -> new Observed(one, corrector.correction(one), null))
                .toList();
        return new RunScores(corrector.identity(), corrector.identity(), 0, GroupScores.of(observed, seed));
    }

    private final class Collecting implements AnswerCorrector.Outputs {
        private final OutputFile file;
        private final int total;
        private int done;

        Collecting(OutputFile file, int total) {
            this.file = file;
            this.total = total;
        }

        @Override
        public void corrected(Case one, Output output) {
            file.add(one, output);
            step();
        }

        @Override
        public void failed(Case one, String reason) {
            progress.println(one.source() + " " + one.key() + ": " + reason);
            step();
        }

        private void step() {
            done++;
            if (done % REPORT_EVERY == 0 || done == total) {
                progress.println(done + " of " + total + " corrected");
                progress.flush();
            }
        }
    }
}
