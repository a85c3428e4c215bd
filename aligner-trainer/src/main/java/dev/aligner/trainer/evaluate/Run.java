package dev.aligner.trainer.evaluate;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gets the outputs that are missing. */
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

    /** Of all cases that have an output in the end. */
    Map<Case, Output> outputs(List<Case> cases) {
        try (OutputFile file = new OutputFile(directory, corrector.identity())) {
            List<Case> missing =
                    cases.stream().filter(one -> file.of(one) == null).toList();
            corrector.correct(missing, new Collecting(file, missing.size()));
            Map<Case, Output> outputs = new LinkedHashMap<>();
            for (Case one : cases) {
                Output output = file.of(one);
                if (output != null) {
                    outputs.put(one, output);
                }
            }
            return outputs;
        }
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
