package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A tensor that a program makes lies where the model does. No GPU is needed to see that: each place that makes one names
 * a device, and none names one of its own.
 */
class ProgramDevicesTest {
    private static final Path PROGRAMS = Path.of("src/main/resources/dev/aligner/engine/torch");
    private static final Pattern MAKES =
            Pattern.compile("torch\\.(zeros|ones|full|empty|arange|tensor|linspace|eye|rand|randn)\\(");

    /** Products of int8 and their layouts are a processor's. */
    private static final List<String> OF_A_PROCESSOR = List.of("linear_int8.py", "beside_bfloat16.py");

    @Test
    void everyTensorIsMadeOnTheDeviceOfAnother() throws IOException {
        List<String> made = lines().filter(line -> MAKES.matcher(line).find()).toList();
        assertThat(made)
                .hasSizeGreaterThan(8)
                .allSatisfy(line -> assertThat(line).contains("device=ops.prim.device("));
    }

    @Test
    void noneNamesADevice() throws IOException {
        assertThat(lines()).noneMatch(line -> line.contains("torch.device(") || line.contains(".cuda("));
    }

    private static Stream<String> lines() throws IOException {
        try (Stream<Path> programs = Files.list(PROGRAMS)) {
            return programs
                    .filter(program -> program.toString().endsWith(".py"))
                    .filter(program -> !OF_A_PROCESSOR.contains(String.valueOf(program.getFileName())))
                    .flatMap(ProgramDevicesTest::read)
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> read(Path program) {
        try {
            return Files.readAllLines(program).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
