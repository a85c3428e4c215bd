package dev.aligner.trainer.model;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import dev.aligner.core.AlignerException;
import dev.aligner.engine.weights.LoraAdapter;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** LoRA: the base is frozen, in the precision of the products; the adapters are the parameters, in float32. */
final class AdapterPart implements TrainedPart {
    private final Trainable.Lora lora;
    private final AdapterLayout adapters;
    private final Vectors vectors;
    private final NDList frozen;
    private final PtNDArray start;

    AdapterPart(ModelFiles files, Trainable.Lora lora, long seed, Vectors vectors) {
        this.lora = lora;
        this.vectors = vectors;
        BaseLayout base = BaseLayout.of(files.decoder());
        adapters = AdapterLayout.of(files.decoder(), lora);
        frozen = new NDList();
        for (Layout layout : List.of(base.embedding(), base.head(), base.matrices())) {
            frozen.add(read(files, layout, vectors.products(layout.size())));
        }
        frozen.add(read(files, base.vectors(), vectors.floats(base.vectors().size())));
        start = vectors.floats(adapters.layout().size());
        Path from = lora.from();
        if (from == null) {
            SplittableRandom random = new SplittableRandom(seed);
            vectors.fill(
                    start, adapters.layout().parts(), (part, target) -> fill(part, target.asFloatBuffer(), random));
        } else {
            try (LoraAdapter adapter = LoraAdapter.open(from, files.decoder())) {
                check(from, adapter);
                vectors.fill(start, adapters.layout().parts(), (part, target) -> adapter.read(part.name(), target));
            }
        }
    }

    /** What was learned at one rank or scale means something else at another. */
    private void check(Path from, LoraAdapter adapter) {
        adapter.requireMatrices();
        Map<String, LoraAdapter.Factor> expected = new HashMap<>();
        double scale = (float) (lora.alpha() / lora.rank());
        for (Layout.Part part : adapters.layout().parts()) {
            expected.put(part.name(), new LoraAdapter.Factor(part.shape()[0], part.shape()[1], scale));
        }
        if (!expected.equals(adapter.factors())) {
            throw AlignerException.invalidField(
                    "trained.from",
                    "trained.from: " + from + " is an adapter of another kind (expected: rank " + lora.rank()
                            + ", alpha " + lora.alpha() + ", targets " + new TreeSet<>(lora.targets()) + ")");
        }
    }

    private PtNDArray read(ModelFiles files, Layout layout, PtNDArray vector) {
        vectors.fill(vector, layout.parts(), (part, target) -> files.read(part.name(), target));
        return vector;
    }

    /** As PEFT: Kaiming's uniform distribution with a = sqrt(5), whose bound is 1 / sqrt(columns), or zero. */
    private static void fill(Layout.Part part, FloatBuffer target, SplittableRandom random) {
        float bound = AdapterLayout.isA(part) ? (float) (1 / Math.sqrt((double) part.shape()[1])) : 0;
        while (target.hasRemaining()) {
            target.put(bound * (float) (2 * random.nextDouble() - 1));
        }
    }

    @Override
    public String method() {
        return "adapted";
    }

    @Override
    public NDList frozen() {
        return frozen;
    }

    @Override
    public PtNDArray start() {
        return start;
    }

    @Override
    public long matrixElements() {
        return adapters.layout().size();
    }

    @Override
    public void export(Path directory, WeightType type, PtNDArray parameters) {
        ModelDirectory.writeAdapter(directory, lora);
        SafetensorsWriter.write(
                directory.resolve("adapter_model.safetensors"),
                adapters.layout().parts(),
                type,
                parameters,
                vectors);
    }
}
