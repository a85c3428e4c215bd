package dev.aligner.engine.torch;

import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of a model's program: {@code decoder.py}, how it multiplies, and the numbers that stay the same in all its
 * steps, as methods that return constants.
 */
final class DecoderSource {
    private final StringBuilder text;

    private DecoderSource(String program) {
        text = new StringBuilder(program);
    }

    static String of(DecoderConfig config, LayerKinds kinds, Precision precision, Attention attention) {
        return new DecoderSource(ProgramArchive.source("decoder", precision) + attention.source(""))
                .constant("heads", "int", config.heads())
                .constant("kinds", "List[int]", list(kinds.ofLayers()))
                .constant("windows", "List[int]", list(kinds.windows()))
                .constant("epsilon", "float", config.norms().epsilon())
                .constant("wide_norms", "bool", pythonic(config.norms().wide()))
                .constant("gelu", "bool", pythonic(config.kind().gelu()))
                .constant("score_scale", "float", config.scores().scale())
                .constant("score_cap", "float", config.scores().cap())
                .constant("embedding_scale", "float", config.embeddingScale())
                .constant("logit_cap", "float", config.logitCap())
                .text
                .toString();
    }

    private static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String pythonic(boolean value) {
        return value ? "True" : "False";
    }

    private DecoderSource constant(String name, String type, Object value) {
        text.append("\n  def ")
                .append(name)
                .append("(self: __torch__.Program) -> ")
                .append(type)
                .append(":\n    return ")
                .append(value)
                .append('\n');
        return this;
    }
}
