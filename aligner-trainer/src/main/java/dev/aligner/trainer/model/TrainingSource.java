package dev.aligner.trainer.model;

import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of the training program: {@code llama_train.py} and behind it the model's sizes, as methods that return
 * constants. A call that keeps gradients takes only tensors, so sizes cannot be arguments as they are in the engine.
 */
final class TrainingSource {
    private static final String RESOURCE = "llama_train.py";
    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    /** Rows whose scores over the vocabulary are held at once: 25 MB in float32 for a vocabulary of 49,152. */
    private static final int CHUNK_ROWS = 128;

    /** Positions up to which attention is written out: it keeps their square for every head of every layer. */
    private static final int WRITTEN_OUT = 512;

    private final StringBuilder text;

    private TrainingSource(String program) {
        text = new StringBuilder(program);
    }

    static String full(BaseLayout base, TrainingOptions options) {
        return of(base, options)
                .numbers("adapter_sizes", List.of())
                .numbers("with_adapter", adapted(Set.of()))
                .number("scale", 1.0)
                .text
                .toString();
    }

    static String adapted(BaseLayout base, AdapterLayout adapters, Trainable.Lora lora, TrainingOptions options) {
        return of(base, options)
                .numbers("adapter_sizes", adapters.sizes())
                .numbers("with_adapter", adapted(lora.targets()))
                .number("scale", lora.alpha() / lora.rank())
                .text
                .toString();
    }

    private static TrainingSource of(BaseLayout base, TrainingOptions options) {
        boolean mixed = options.precision() == Precision.BFLOAT16;
        boolean cpu = options.device() == TrainingOptions.Device.CPU;
        DecoderConfig config = base.config();
        return new TrainingSource(resource())
                .numbers(
                        "sections",
                        List.of(
                                base.embedding().size(),
                                base.head().size(),
                                base.matrices().size(),
                                base.vectors().size()))
                .numbers("matrix_sizes", base.matrixSizes())
                .numbers("vector_sizes", base.vectorSizes())
                .numbers("qkv", rows(config, Projection.Q, Projection.K, Projection.V))
                .numbers("o", rows(config, Projection.O))
                .numbers("gate_up", rows(config, Projection.GATE, Projection.UP))
                .numbers("down", rows(config, Projection.DOWN))
                .number("dtype", mixed ? BFLOAT16 : FLOAT32)
                .number("written_out", mixed && cpu ? WRITTEN_OUT : 0)
                .number("chunk", CHUNK_ROWS)
                .number("layers", config.layers())
                .number("hidden", config.hidden())
                .number("heads", config.heads())
                .number("kv_heads", config.kvHeads())
                .number("head_dim", config.headDim())
                .number("attention_bias", config.biases().qkv() ? 1 : 0)
                .number("mlp_bias", config.biases().mlp() ? 1 : 0)
                .number("epsilon", config.norms().epsilon())
                .number("theta", config.ropeTheta());
    }

    private static List<Long> rows(DecoderConfig config, Projection... projections) {
        return Arrays.stream(projections).map(each -> each.rows(config)).toList();
    }

    private static List<Long> adapted(Set<Projection> targets) {
        return Arrays.stream(Projection.values())
                .map(each -> targets.contains(each) ? 1L : 0L)
                .toList();
    }

    private TrainingSource number(String name, long value) {
        return constant(name, "int", Long.toString(value));
    }

    private TrainingSource number(String name, double value) {
        return constant(name, "float", Double.toString(value));
    }

    private TrainingSource numbers(String name, List<Long> values) {
        String list = values.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        return constant(name, "List[int]", values.isEmpty() ? "annotate(List[int], [])" : list);
    }

    private TrainingSource constant(String name, String type, String value) {
        text.append("  def ")
                .append(name)
                .append("(self: __torch__.Program) -> ")
                .append(type);
        text.append(":\n    return ").append(value).append("\n\n");
        return this;
    }

    private static String resource() {
        try (InputStream in = TrainingSource.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("No program named " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The program " + RESOURCE + " cannot be read", e);
        }
    }
}
