package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufModelTest {
    private static final Map<String, long[]> EXPECTED = DecoderTensors.expected(TinyLlama.CONFIG);
    private static final String QUERY = "blk.0.attn_q.weight";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
    void everyTensorIsReadInHuggingFacesLayout(TensorType type) throws IOException {
        try (ModelFiles model = ModelFiles.open(write(TinyLlama.gguf(type)))) {
            EXPECTED.forEach((name, shape) -> {
                assertThat(model.shape(name)).as(name).isEqualTo(shape);
                assertThat(Opening.floats(model, name)).as(name).isEqualTo(TinyLlama.values(name, shape));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theConfigIsThatOfTheMetadata(int version) throws IOException {
        try (ModelFiles model =
                ModelFiles.open(write(TinyLlama.gguf(TensorType.F16).version(version)))) {
            assertThat(model.decoder())
                    .usingRecursiveComparison()
                    .ignoringFields("norms.epsilon")
                    .isEqualTo(TinyLlama.CONFIG);
            assertThat(model.decoder().norms().epsilon()).isEqualTo(1e-5f);
        }
    }

    @Test
    void theHeadIsTiedWhereTheFileHasNone() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32).withoutTensor("output.weight");

        try (ModelFiles model = ModelFiles.open(write(file))) {
            assertThat(model.decoder().tiedHead()).isTrue();
        }
    }

    @Test
    void whatTheMetadataLeavesOutIsAsInLlamaCpp() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .without("llama.rope.freq_base")
                .without("llama.rope.dimension_count")
                .without("tokenizer.ggml.eot_token_id")
                .without("tokenizer.ggml.add_bos_token")
                .without("tokenizer.ggml.bos_token_id")
                .without("tokenizer.chat_template");

        try (ModelFiles model = ModelFiles.open(write(file))) {
            assertThat(model.decoder().ropeTheta()).isEqualTo(10_000);
            assertThat(model.decoder().endTokens()).containsExactly(2);
            var tokenizer = (TokenizerSource.Gguf) model.tokenizer();
            assertThat(tokenizer.addsBeginToken()).isFalse();
            assertThat(tokenizer.beginToken()).isEqualTo(-1);
            assertThat(tokenizer.chatTemplate()).isNull();
        }
    }

    @Test
    void theTokenizerIsThatOfTheMetadata() throws IOException {
        try (ModelFiles model = ModelFiles.open(write(TinyLlama.gguf(TensorType.F32)))) {
            assertThat(model.tokenizer())
                    .usingRecursiveComparison()
                    .isEqualTo(new TokenizerSource.Gguf(
                            "smollm",
                            List.of("a", "b", "<s>", "</s>", "ab", "Ġa", "Ġ", "ı"),
                            new int[] {1, 1, 3, 3, 1, 1, 1, 1},
                            List.of("a b", "Ġ a"),
                            false,
                            1,
                            2,
                            "{{ messages }}"));
        }
    }

    @Test
    void llamaThreeBeginsTextsUnlessToldOtherwise() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .text("tokenizer.ggml.pre", "llama-bpe")
                .without("tokenizer.ggml.add_bos_token");

        try (ModelFiles model = ModelFiles.open(write(file))) {
            assertThat(((TokenizerSource.Gguf) model.tokenizer()).addsBeginToken())
                    .isTrue();
        }
        assertThat(Opening.refusal(folder, file.without("tokenizer.ggml.bos_token_id")))
                .contains("tokenizer.ggml.bos_token_id: missing (expected: an id");
    }

    @Test
    void everyValueTypeIsWalkedOver() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32);
        for (GgufType type : GgufType.values()) {
            byte[] value = new byte[type.leastBytes()];
            file.value("x." + type, type, value);
            var array = new LittleEndian().int32(GgufFile.id(type)).int64(3);
            file.value(
                    "x.array." + type,
                    GgufType.ARRAY,
                    array.raw(value).raw(value).raw(value).bytes());
        }
        // an unsigned 2^64 - 1 that nobody asks for
        file.value("x.large", GgufType.UINT64, new LittleEndian().int64(-1).bytes());

        try (ModelFiles model = ModelFiles.open(write(file))) {
            assertThat(model.decoder().layers()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "UINT64", "INT64"})
    void aWholeNumberMayHaveAnyWidth(GgufType type) throws IOException {
        byte[] two = Arrays.copyOf(new byte[] {2}, type.leastBytes());

        try (ModelFiles model =
                ModelFiles.open(write(TinyLlama.gguf(TensorType.F32).value("llama.block_count", type, two)))) {
            assertThat(model.decoder().layers()).isEqualTo(2);
        }
    }

    @Test
    void tensorsOfOtherTypesAreNamedAllAtOnce() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .tensor("blk.0.ffn_up.weight", 16, new long[] {64, 32}, new byte[1152])
                .tensor("blk.1.ffn_up.weight", 99, new long[] {64, 32}, new byte[1152])
                .tensor("blk.1.attn_norm.weight", 8, new long[] {32}, new byte[34])
                .tensor("blk.1.ffn_gate.weight", 0, new long[] {32, 64}, new byte[8192])
                .tensor("blk.9.ffn_gate.weight", 0, new long[] {1}, new byte[4])
                .withoutTensor("output_norm.weight");

        assertThat(Opening.refusal(folder, file))
                .contains(
                        "model.gguf: 6 problems: ",
                        "blk.0.ffn_up.weight: type IQ2_XXS (expected: one of [F32, F16, BF16, Q8_0, Q4_0, Q4_1, ",
                        "blk.1.ffn_up.weight: type number 99 (expected: one of",
                        "blk.1.attn_norm.weight: type Q8_0 (expected: F32, F16 or BF16)",
                        "blk.1.ffn_gate.weight: shape [32, 64] (expected: [64, 32])",
                        "output_norm.weight: missing (expected: shape [32])",
                        "blk.9.ffn_gate.weight: extra (expected: no tensor of this name in such a model)");
    }

    @Test
    void quantisedRowsAreWholeBlocks() throws IOException {
        assertThat(refusalOfTensor(8, new long[] {4, 33}, 0))
                .contains(QUERY + ": Q8_0 [4, 33] (expected: columns a multiple of 32)");
        assertThat(refusalOfTensor(14, new long[] {4, 128}, 0))
                .contains(QUERY + ": Q6_K [4, 128] (expected: columns a multiple of 256)");
    }

    @Test
    void offsetsAreAlignedInsideAndApart() throws IOException {
        int size = TinyLlama.gguf(TensorType.F32).bytes().length;

        assertThat(refusalOfTensor(0, new long[] {32, 32}, 33)).contains("at offset 33 (expected: a multiple of 32");
        assertThat(refusalOfTensor(0, new long[] {32, 32}, size / 32 * 32L))
                .contains("(expected: a multiple of 32, within");
        assertThat(refusalOfTensor(0, new long[] {32, 32}, -32)).contains("offset 18446744073709551584 (expected");
        assertThat(refusalOfTensor(0, new long[] {32, 32}, Long.MAX_VALUE / 32 * 32))
                .contains("(expected: a multiple");
        assertThat(refusalOfTensor(0, new long[] {32, 32}, 0)).contains(": overlaps ", " (expected: apart)");
    }

    @Test
    void dimensionsWhoseProductOverflowsAreRefused() throws IOException {
        assertThat(refusalOfTensor(0, new long[] {1L << 32, 1L << 32}, 0))
                .contains("(expected: dimensions whose product");
        assertThat(refusalOfTensor(0, new long[] {1, Long.MAX_VALUE}, 0))
                .contains("(expected: dimensions whose product");
        assertThat(refusalOfTensor(0, new long[] {1, -1}, 0)).contains("(expected: dimensions whose product");
        assertThat(refusalOfTensor(16, new long[] {0, Long.MAX_VALUE, 2}, 0)).contains("dimensions whose product");
        assertThat(refusalOfTensor(0, new long[] {1, 1, 1, 1, 1}, 0)).contains("5 dimensions (expected: 1..4)");
        assertThat(refusalOfTensor(0, new long[] {}, 0)).contains("0 dimensions (expected: 1..4)");
    }

    @Test
    void anArchitectureThatIsNotReadIsNamedAlone() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32).text("general.architecture", "falcon");

        assertThat(Opening.refusal(folder, file))
                .endsWith("model.gguf: general.architecture: \"falcon\" (expected: one of"
                        + " [llama, qwen2, qwen3, gemma, gemma2, gemma3, phi3])");
    }

    @Test
    void ropeScalingThatIsNotReadIsNamedAllAtOnce() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .tensor("rope_freqs.weight", 0, new long[] {4}, new byte[16])
                .tensor("rope_factors_long.weight", 0, new long[] {3}, new byte[12])
                .text("llama.rope.scaling.type", "longest")
                .float32("llama.rope.scaling.factor", 0.5f);

        assertThat(Opening.refusal(folder, file))
                .contains(
                        "rope_freqs.weight: F32 [4] (expected: F32 [4] of positive numbers)",
                        "rope_factors_long.weight: F32 [3] (expected: F32 [4] of positive numbers)",
                        "llama.rope.scaling.type: \"longest\" (expected: one of [none, linear, yarn, longrope])");
        assertThat(Opening.refusal(folder, file.text("llama.rope.scaling.type", "yarn")))
                .contains("llama.rope.scaling.factor: 0.5 (expected: a number 1.0..1000000.0)");
    }

    @Test
    void ropeScalingIsThatOfTheMetadata() throws IOException {
        assertThat(scaling(TinyLlama.gguf(TensorType.F32).float32("llama.rope.scale_linear", 4)))
                .isEqualTo(new RopeScaling.Linear(4));
        assertThat(scaling(TinyLlama.gguf(TensorType.F32).float32("llama.rope.scaling.factor", 2)))
                .isEqualTo(new RopeScaling.Linear(2));
        assertThat(scaling(TinyLlama.gguf(TensorType.F32)
                        .text("llama.rope.scaling.type", "none")
                        .float32("llama.rope.scaling.factor", 2)))
                .isEqualTo(new RopeScaling.None());
        assertThat(scaling(TinyLlama.gguf(TensorType.F32)
                        .text("llama.rope.scaling.type", "yarn")
                        .float32("llama.rope.scaling.factor", 4)
                        .uint32("llama.rope.scaling.original_context_length", 64)))
                .isEqualTo(new RopeScaling.Yarn(4, 64, 0.1 * Math.log(4) + 1, 32, 1, true));
    }

    private RopeScaling scaling(GgufFile file) throws IOException {
        try (ModelFiles model = ModelFiles.open(write(file))) {
            return model.decoder().attention().get(0).rope().scaling();
        }
    }

    @Test
    void absurdMetadataIsNamedAllAtOnce() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .uint32("llama.block_count", -1)
                .uint32("llama.attention.head_count", 0)
                .numbers("llama.feed_forward_length", 64, 64)
                .float32("llama.attention.layer_norm_rms_epsilon", Float.NaN)
                .uint32("llama.vocab_size", 9)
                .uint32("llama.rope.dimension_count", 4)
                .uint32("llama.attention.value_length", 16)
                .uint32("split.count", 2);

        assertThat(Opening.refusal(folder, file))
                .contains(
                        "llama.block_count: 4294967295 (expected: a whole number 1..1024)",
                        "llama.attention.head_count: 0 (expected: a whole number 1..1024)",
                        "llama.feed_forward_length: array of 2 INT32 (expected: a whole number 1..262144)",
                        "llama.attention.layer_norm_rms_epsilon: NaN (expected: a number",
                        "llama.vocab_size: 9 (expected: 8, the count of tokenizer.ggml.tokens)",
                        "llama.rope.dimension_count: 4 (expected: ",
                        "llama.attention.value_length: 16 (expected: ",
                        "split.count: 2 (expected: 1, the whole model in one file)");
    }

    @Test
    void aTokenizerOfAnotherKindIsNamed() throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32)
                .text("tokenizer.ggml.model", "bert")
                .without("tokenizer.ggml.pre")
                .numbers("tokenizer.ggml.token_type", 1, 1, 1, 1, 1, 1, 1)
                .texts("tokenizer.ggml.merges", List.of("a b", "ab"))
                .uint32("tokenizer.ggml.eos_token_id", 8);

        assertThat(Opening.refusal(folder, file))
                .contains(
                        "tokenizer.ggml.model: \"bert\" (expected: \"gpt2\" or \"llama\")",
                        "tokenizer.ggml.pre: missing (expected: the pre-tokenizer's name)",
                        "tokenizer.ggml.token_type: array of 7 INT32 (expected: array of 8 INT32)",
                        "tokenizer.ggml.merges: number 1 (expected: two parts with a space between)",
                        "tokenizer.ggml.eos_token_id: 8 (expected: a whole number 0..7)");
        assertThat(Opening.refusal(folder, file.numbers("tokenizer.ggml.token_type", 1, 1, 1, 1, 1, 1, 1, 7)))
                .contains("tokenizer.ggml.token_type: 7 (expected: 1..6 each)");
        assertThat(Opening.refusal(folder, file.without("tokenizer.ggml.token_type")))
                .contains("tokenizer.ggml.token_type: missing (expected: array of 8 INT32)");
        assertThat(Opening.refusal(folder, file.numbers("tokenizer.ggml.tokens", 1, 2)))
                .contains("tokenizer.ggml.tokens: array of 2 INT32 (expected: an array of strings)");
    }

    private String refusalOfTensor(int type, long[] shape, long offset) throws IOException {
        return Opening.refusal(folder, TinyLlama.gguf(TensorType.F32).tensorAt(QUERY, type, shape, offset));
    }

    private Path write(GgufFile file) throws IOException {
        return Files.write(folder.resolve("model.gguf"), file.bytes());
    }
}
