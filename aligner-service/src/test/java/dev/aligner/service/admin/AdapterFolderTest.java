package dev.aligner.service.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterFolderTest {
    @TempDir
    private Path disk = Path.of("");

    private Path root = Path.of("");

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(disk.resolve("adapters"));
        Files.createDirectories(root.resolve("kinder/v2"));
        Files.createFile(root.resolve("file"));
        Files.createDirectory(disk.resolve("adapters-of-others"));
        Files.createDirectory(disk.resolve("outside"));
        Files.createSymbolicLink(root.resolve("inner"), Path.of("kinder"));
        Files.createSymbolicLink(root.resolve("outer"), disk.resolve("outside"));
        Files.createSymbolicLink(disk.resolve("linked"), root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinder", "kinder/v2", "./kinder", "kinder/../kinder", "inner", "inner/v2"})
    void whatLiesBelowIsFound(String path) throws IOException {
        assertThat(new AdapterFolder(root).of(path)).isDirectory().startsWith(root.toRealPath());
        assertThat(new AdapterFolder(disk.resolve("linked")).of(path)).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../outside",
                "../adapters-of-others",
                "kinder/../../outside",
                "outer",
                "outer/../outside",
                "/etc",
                "file",
                "nothing",
                "a\u0000b"
            })
    void whatLiesElsewhereIsNotAndTheWordsAreTheSame(String path) {
        assertThatThrownBy(() -> new AdapterFolder(root).of(path))
                .isInstanceOf(AlignerException.class)
                .hasMessage(
                        "path: no such directory (expected: one below aligner.admin.adapters, by its relative path)")
                .hasMessageNotContaining(root.toString());
    }

    @Test
    void theRootsOwnPathIsNoneEither() {
        assertThatThrownBy(
                        () -> new AdapterFolder(root).of(root.resolve("kinder").toString()))
                .hasMessageStartingWith("path: no such directory");
    }

    @Test
    void withoutADirectoryThereIsNothingToAdd() {
        assertThatThrownBy(() -> new AdapterFolder(null).of("kinder")).satisfies(error -> {
            assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(error).hasMessageContaining("aligner.admin.adapters");
        });
    }
}
