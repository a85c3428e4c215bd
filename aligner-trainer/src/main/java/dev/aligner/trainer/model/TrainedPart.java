package dev.aligner.trainer.model;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;

/** What of a model is trained and what is not: the difference between full fine-tuning and an adapter, in one place. */
sealed interface TrainedPart permits WholeModel, AdapterPart {

    static String source(DecoderConfig config, Trainable trainable, TrainingOptions options) {
        BaseLayout base = BaseLayout.of(config);
        return trainable instanceof Trainable.Lora lora
                ? TrainingSource.adapted(base, AdapterLayout.of(config, lora), lora, options)
                : TrainingSource.full(base, options);
    }

    static TrainedPart load(ModelFiles files, Trainable trainable, TrainingOptions options, Vectors vectors) {
        return trainable instanceof Trainable.Lora lora
                ? new AdapterPart(files, lora, options.seed(), vectors)
                : new WholeModel(files, vectors);
    }

    /** The program's method with gradients; {@code score_} before its name is the one without. */
    String method();

    /** What the method takes between the parameters and the batch. */
    NDList frozen();

    /** The parameters that training starts from; handed over, once. */
    PtNDArray start();

    /** How many parameters, from the first on, are matrices. */
    long matrixElements();

    void export(Path directory, WeightType type, PtNDArray parameters);
}
