package dev.aligner.trainer.checkpoint;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Size and CRC-32C of each file of a checkpoint, so that a damaged one is found before a run goes on from it.
 *
 * @param files by their path within the checkpoint
 */
record Manifest(Map<String, Entry> files) {
    private static final String FILE = "manifest.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    record Entry(long bytes, long crc32c) {}

    static Manifest of(Path directory) throws IOException {
        Map<String, Entry> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString().replace('\\', '/'), entry(file));
            }
        }
        return new Manifest(files);
    }

    static Manifest readFrom(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return new Manifest(JSON.readValue(Files.readString(file), new TypeReference<>() {}));
        } catch (JacksonException e) {
            throw damaged(file, "broken JSON");
        }
    }

    void writeInto(Path directory) throws IOException {
        Files.writeString(directory.resolve(FILE), JSON.writeValueAsString(files));
    }

    void check(Path directory) throws IOException {
        for (Map.Entry<String, Entry> each : files.entrySet()) {
            Path file = directory.resolve(each.getKey());
            if (!Files.isRegularFile(file)) {
                throw damaged(file, "missing");
            }
            if (!entry(file).equals(each.getValue())) {
                throw damaged(file, "not as it was written");
            }
        }
    }

    private static Entry entry(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                bytes += read;
            }
        }
        return new Entry(bytes, crc.getValue());
    }

    private static AlignerException damaged(Path file, String how) {
        return AlignerException.of(
                ErrorCode.INVALID_FIELD,
                file + ": " + how
                        + " (expected: a whole checkpoint; an older one can be named in \"latest\" beside it)");
    }
}
