package dev.aligner.trainer.model;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.TokenizerSource;
import java.nio.file.Path;

/** Full fine-tuning: every weight is a parameter. */
final class WholeModel implements TrainedPart {
    private final BaseLayout base;
    private final TokenizerSource tokenizer;
    private final Vectors vectors;
    private final PtNDArray start;

    WholeModel(ModelFiles files, Vectors vectors) {
        base = BaseLayout.of(files.decoder());
        tokenizer = files.tokenizer();
        this.vectors = vectors;
        Layout whole = base.whole();
        start = vectors.floats(whole.size());
        vectors.fill(start, whole.parts(), (part, target) -> files.read(part.name(), target));
    }

    @Override
    public String method() {
        return "full";
    }

    @Override
    public NDList frozen() {
        return new NDList();
    }

    @Override
    public PtNDArray start() {
        return start;
    }

    @Override
    public long matrixElements() {
        return base.matrixElements();
    }

    @Override
    public void export(Path directory, WeightType type, PtNDArray parameters) {
        ModelDirectory.write(directory, base.config(), tokenizer, type);
        SafetensorsWriter.write(
                directory.resolve("model.safetensors"), base.whole().parts(), type, parameters, vectors);
    }
}
