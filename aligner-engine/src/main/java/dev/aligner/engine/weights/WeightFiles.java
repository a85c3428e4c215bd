package dev.aligner.engine.weights;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The open files that hold a model's weights together: one, or its shards in the order of their names. */
record WeightFiles(List<WeightFile> files) implements AutoCloseable {
    WeightFiles {
        files = List.copyOf(files);
    }

    static WeightFiles of(WeightFile file) {
        return new WeightFiles(List.of(file));
    }

    /**
     * SHA-256 of the one file; of several, that of their digests in lower-case hex, a space between them: {@code
     * printf '%s' "$(sha256sum model-*.safetensors | cut -c -64 | paste -sd ' ')" | sha256sum}.
     */
    String digest() {
        if (files.size() == 1) {
            return files.get(0).digest();
        }
        String digests = files.stream().map(WeightFile::digest).collect(Collectors.joining(" "));
        return HexFormat.of().formatHex(WeightFile.sha256().digest(digests.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        closeAll(files);
    }

    /** Closes all of them, whatever becomes of one. */
    static void closeAll(List<WeightFile> files) {
        RuntimeException failure = null;
        for (WeightFile file : files) {
            try {
                file.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
