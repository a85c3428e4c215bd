package dev.aligner.engine.corrector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.torch.ModelMemory;
import dev.aligner.engine.weights.TinyFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInspectionTest {
    private static final Path EMBEDDED = Path.of("../models/smollm2-135m-instruct");
    private static final long EMBEDDING = 49_152L * 576;
    private static final long PARAMETERS = 134_515_008;

    @TempDir
    private Path folder = Path.of("");

    private static ModelInspection inspect(Path path, CorrectorOptions.Adapter adapter) {
        return ModelInspection.of(new CorrectorOptions(
                path,
                adapter,
                null,
                Precision.AUTO,
                1,
                8,
                2048,
                EngineLimits.DEFAULT,
                CorrectionPolicy.DEFAULT,
                true,
                new CorrectorOptions.Instructions(false, 100, Map.of())));
    }

    private static ModelInspection inspect(Path path) {
        return inspect(path, new CorrectorOptions.Adapter.OfModel());
    }

    @Test
    void theEmbeddedModelIsWhatItsCardSays() {
        ModelInspection found = inspect(EMBEDDED);

        assertThat(found.problems()).isEmpty();
        assertThat(found.adapter()).contains(EMBEDDED.resolve("adapter"));
        ModelInspection.Weights weights = found.weights().orElseThrow();
        assertThat(weights.stored().format()).isEqualTo("GGUF");
        assertThat(weights.stored().bytes()).isEqualTo(98_362_432);
        assertThat(weights.stored().elements().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(PARAMETERS);
        assertThat(weights.config().family()).isEqualTo("llama");
        assertThat(weights.contextTokens()).isEqualTo(2048);
        ModelInspection.Text text = found.text().orElseThrow();
        assertThat(text.tokenizer()).isEqualTo("byte-level BPE, pre-tokenizer smollm");
        assertThat(text.tokens()).isEqualTo(49_152);
        assertThat(text.template()).isEqualTo("chat");
    }

    @Test
    void memoryIsThatOfWeightsAndOfTheWholeCache() {
        Map<Precision, ModelMemory> memory =
                inspect(EMBEDDED).weights().orElseThrow().memory();
        // keys and values of 30 layers with 3 heads of 64
        long positions = 8L * 2048 * 30 * 3 * 64 * 2;

        assertThat(memory).containsOnlyKeys(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16, Precision.INT8);
        assertThat(requireNonNull(memory.get(Precision.FLOAT32)).weights()).isEqualTo(PARAMETERS * 4);
        assertThat(requireNonNull(memory.get(Precision.FLOAT32)).cache()).isEqualTo(positions * 4);
        assertThat(requireNonNull(memory.get(Precision.BFLOAT16)).weights()).isEqualTo(PARAMETERS * 2);
        assertThat(requireNonNull(memory.get(Precision.BFLOAT16)).cache()).isEqualTo(positions * 2);
        assertThat(memory.get(Precision.FLOAT16)).isEqualTo(memory.get(Precision.BFLOAT16));
        assertThat(requireNonNull(memory.get(Precision.INT8)).cache()).isEqualTo(positions * 2);
        // the head is the embedding once more: looked up in bfloat16, multiplied by in int8
        long int8 = PARAMETERS + 2 * EMBEDDING;
        // what is no head once more where the processor multiplies bfloat16
        long both = int8 + 2 * (PARAMETERS - EMBEDDING);
        assertThat(requireNonNull(memory.get(Precision.INT8)).weights())
                .satisfiesAnyOf(
                        bytes -> assertThat(bytes).isBetween(int8, int8 * 102 / 100),
                        bytes -> assertThat(bytes).isBetween(both, both * 102 / 100));
        assertThat(requireNonNull(memory.get(Precision.FLOAT32)).loading()).isEqualTo(EMBEDDING * 4);
    }

    @Test
    void everythingThatIsWrongIsListedWithItsFile() throws IOException {
        TinyFolders.llama(folder, 561, "llama");
        Files.writeString(folder.resolve("config.json"), "{\"architectures\": [\"BertModel\"]}");
        Files.delete(folder.resolve("tokenizer.model"));
        Files.writeString(folder.resolve("aligner.json"), "{\"strength\": 2, \"tempalte\": \"t1\"}");

        ModelInspection found = inspect(folder);

        assertThat(found.weights()).isEmpty();
        assertThat(found.problems())
                .anyMatch(problem -> problem.startsWith(folder.resolve("aligner.json") + ": tempalte: unknown field"))
                .anyMatch(problem -> problem.startsWith(folder.resolve("tokenizer.json") + ": missing"))
                .anyMatch(problem -> problem.startsWith(folder.resolve("config.json") + ": architectures: "))
                .hasSize(3);
    }

    @Test
    void whatCanBeToldIsToldBesideTheProblems() throws IOException {
        TinyFolders.llama(folder, 600, "llama");
        Files.writeString(folder.resolve("aligner.json"), "{\"template\": \"t9\", \"strength\": 2}");

        ModelInspection found = inspect(folder, new CorrectorOptions.Adapter.In(folder.resolve("none")));

        assertThat(found.weights().orElseThrow().config().vocabulary()).isEqualTo(600);
        assertThat(found.text()).isEmpty();
        assertThat(found.problems())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("strength: 2.0 in aligner.json"))
                .anyMatch(problem -> problem.contains("no adapter_model.safetensors"))
                .anyMatch(problem -> problem.contains("template: t9 (expected: chat, or one of"));
    }

    @Test
    void aFolderOfPiecesSaysItsKindAndItsTemplatesReason() throws IOException {
        TinyFolders.llama(folder, 600, "llama");

        ModelInspection.Text text = inspect(folder).text().orElseThrow();

        assertThat(text.tokenizer()).isEqualTo("SentencePiece, BPE");
        assertThat(text.tokens()).isEqualTo(561);
        assertThat(text.template()).isEqualTo("t1");
        assertThat(text.reason()).isEqualTo("the model has no chat format, and nothing names another");
    }
}
