package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramExportTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "models/llama-f32-tied,FLOAT32,cpu",
        "models/llama-f32-tied,INT8,cpu",
        "models/gemma3,BFLOAT16,cuda",
        "models/mistral,FLOAT16,cuda",
        "encoder-decoders/t5-f32-tied,FLOAT32,cuda"
    })
    void whatIsWrittenIsAProgramThatLoads(String model, Precision precision, String device)
            throws IOException, MalformedModelException {
        try (var manager = TorchRuntime.start(1);
                ModelFiles files = ModelFiles.open(Path.of("src/test/resources", model))) {
            ProgramExport.write(files, precision, ComputeDevice.parse(device), 64, folder.resolve("program.pt"));
            try (Model loaded = Model.newInstance("program", "PyTorch");
                    Handles handles = new Handles()) {
                loaded.load(folder, "program");
                IValue shelf = handles.own(IValueUtils.runMethod((PtSymbolBlock) loaded.getBlock(), "shelf"));
                assertThat(shelf.isList()).isTrue();
            }
            assertThat(manager.isOpen()).isTrue();
        }
    }
}
