package dev.aligner.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.engine.EmbeddedModelInspector;
import dev.aligner.service.engine.EmbeddedProgramExporter;
import dev.aligner.service.host.ModelInspector;
import dev.aligner.service.host.ModelReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandTest {
    private static final String EMBEDDED = "../models/smollm2-135m-instruct";

    private static final ModelReport.Weights WEIGHTS = new ModelReport.Weights(
            "safetensors",
            3,
            13_476_851_712L,
            Map.of("BF16", 6_738_423_808L),
            "llama",
            "32",
            32_001,
            4096,
            2048,
            8,
            Map.of("bfloat16", new ModelReport.Memory(13_476_847_616L, 8_589_934_592L, 134_217_728L)),
            new TreeMap<>(Map.of(4096, Map.of("bfloat16", 17_179_869_184L))));
    private static final ModelReport.Text TEXT =
            new ModelReport.Text("SentencePiece, BPE", 32_001, "t1", "the files look like it");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(ModelInspector inspector, String... arguments) {
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, err, false);
        return new CommandLineTool(
                        properties -> {
                            throw new AssertionError("nothing is loaded");
                        },
                        inspector,
                        new EmbeddedProgramExporter(),
                        terminal)
                .run(arguments);
    }

    private static ModelInspector finding(
            ModelReport.@Nullable Weights weights, ModelReport.@Nullable Text text, String... problems) {
        return properties -> new ModelReport(properties.model().path(), "cpu", weights, text, null, List.of(problems));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aModelThatLoadsIsZeroAndALineForEachThing() {
        assertThat(run(finding(WEIGHTS, TEXT), "models", "inspect", "some/where"))
                .isZero();
        assertThat(out().lines())
                .containsExactly(
                        "model       some/where",
                        "device      cpu",
                        "weights     safetensors, 3 files, 13477 MB: 6738 M BF16",
                        "family      llama, layers: 32, rows of the embedding: 32001",
                        "context     2048 tokens of 4096, for each slot; slots: 8",
                        "bfloat16    weights 13477 MB, cache up to 8590 MB, while loading 134 MB more",
                        "at 4096     cache up to 17180 MB in bfloat16",
                        "tokenizer   SentencePiece, BPE, tokens: 32001",
                        "template    t1: the files look like it",
                        "adapter     none",
                        "loads       yes");
        assertThat(err.size()).isZero();
    }

    @Test
    void aModelThatDoesNotLoadIsOneAndEveryProblemIsSaid() {
        assertThat(run(finding(null, null, "a: missing", "b: broken"), "models", "inspect", "x"))
                .isEqualTo(1);
        assertThat(out().lines())
                .containsExactly("model       x", "device      cpu", "adapter     none", "loads       no, problems: 2");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("problem: a: missing", "problem: b: broken");
    }

    @Test
    void jsonHasEveryField() {
        assertThat(run(finding(WEIGHTS, TEXT, "c: wrong"), "models", "inspect", "x", "--json"))
                .isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(out());
        assertThat(json.propertyNames())
                .containsExactly("path", "device", "loads", "weights", "text", "adapter", "problems");
        assertThat(json.get("loads").booleanValue()).isFalse();
        assertThat(json.get("weights")
                        .get("memory_bytes")
                        .get("bfloat16")
                        .get("cache")
                        .longValue())
                .isEqualTo(8_589_934_592L);
        assertThat(json.get("text").get("template_reason").stringValue()).isEqualTo("the files look like it");
        assertThat(json.get("adapter").isNull()).isTrue();
        assertThat(json.get("problems").get(0).stringValue()).isEqualTo("c: wrong");
        assertThat(err.size()).isZero();
    }

    @Test
    void theEmbeddedModelLoads() {
        assertThat(run(new EmbeddedModelInspector(), "models", "inspect", EMBEDDED, "--json"))
                .isZero();
        JsonNode json = JsonMapper.shared().readTree(out());
        assertThat(json.get("weights").get("family").stringValue()).isEqualTo("llama");
        assertThat(json.get("weights").get("layers").stringValue()).isEqualTo("30");
        assertThat(json.get("weights").get("memory_bytes").propertyNames())
                .containsExactly("float32", "bfloat16", "float16", "int8");
        assertThat(json.get("text").get("template").stringValue()).isEqualTo("chat");
        assertThat(json.get("adapter").stringValue()).endsWith("adapter");
    }

    @Test
    void aPathWithNothingThereIsAProblem(@TempDir Path folder) {
        assertThat(run(new EmbeddedModelInspector(), "models", "inspect", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("problem: " + folder + ": a folder with 0 *.gguf");
    }

    @Test
    void aProgramIsExportedForADeviceThatNeedNotBeThere(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("program.pt");
        assertThat(run(
                        finding(WEIGHTS, TEXT),
                        "models",
                        "export",
                        EMBEDDED,
                        "--device",
                        "cuda",
                        "--precision",
                        "bfloat16",
                        "--out",
                        file.toString()))
                .isZero();
        assertThat(out()).isEqualTo("written     " + file + System.lineSeparator());
        try (ZipFile archive = new ZipFile(file.toFile())) {
            assertThat(archive.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder(
                            "program/data.pkl",
                            "program/code/__torch__.py",
                            "program/constants.pkl",
                            "program/version",
                            "program/byteorder");
        }
        assertThat(run(
                        finding(WEIGHTS, TEXT),
                        "models",
                        "export",
                        EMBEDDED,
                        "--device",
                        "cuda",
                        "--precision",
                        "int8",
                        "--out",
                        file.toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("precision: int8 on cuda:0 (expected: ");
        assertThat(run(finding(WEIGHTS, TEXT), "models", "export", EMBEDDED, "--device", "gpu", "--out", "x"))
                .isEqualTo(2);
        String nowhere = file.resolveSibling("nowhere").resolve("x").toString();
        assertThat(run(finding(WEIGHTS, TEXT), "models", "export", EMBEDDED, "--out", nowhere))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--out " + nowhere + " (expected: a file in a folder");
    }

    @Test
    void aDeviceThatIsNotThereIsAProblem() {
        assertThat(run(new EmbeddedModelInspector(), "models", "inspect", EMBEDDED, "--device", "cuda:1"))
                .isEqualTo(1);
        assertThat(out()).contains("device      cuda:1");
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("problem: device: cuda:1 (expected: cpu or auto; ");
    }

    @Test
    void modelsAloneExplainsAndWrongArgumentsAreTwo() {
        assertThat(run(finding(WEIGHTS, TEXT), "models")).isZero();
        assertThat(out()).contains("inspect");
        assertThat(run(finding(WEIGHTS, TEXT), "models", "inspect", "a", "b")).isEqualTo(2);
        assertThat(CommandLineTool.accepts(new String[] {"models"})).isTrue();
    }
}
