package dev.aligner.trainer.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.nio.file.Path;
import java.util.List;

/** A further flat vector of the model's. */
final class TorchReference implements Reference {
    private final TorchTrainingModel model;
    private final PtNDArray parameters;

    TorchReference(TorchTrainingModel model, PtNDArray parameters) {
        this.model = model;
        this.parameters = parameters;
    }

    /** {@code [parameters]} float32. */
    PtNDArray parameters() {
        return parameters;
    }

    @Override
    public void follow(double decay) {
        if (!(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay: " + decay + " (expected: 0..1)");
        }
        model.follow(parameters, decay);
    }

    @Override
    public void save(Path file) {
        ParameterFile.write(file, 0, List.of(parameters), model.vectors());
    }

    @Override
    public void restore(Path file) {
        ParameterFile.read(file, List.of(parameters), model.vectors());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
