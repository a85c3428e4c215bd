package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** SHA-256 of each file that a run is trained on, by its path. */
record DataDigests(Map<String, String> sha256) {
    static final String FILE = "data.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static DataDigests of(DataSummary data) {
        Map<String, String> digests = new TreeMap<>();
        data.files().forEach(file -> digests.put(file.path(), file.sha256()));
        return new DataDigests(digests);
    }

    static DataDigests read(Path file) throws IOException {
        return new DataDigests(JSON.readValue(Files.readString(file), new TypeReference<>() {}));
    }

    void write(Path file) {
        AtomicFile.write(file, (JSON.writeValueAsString(sha256) + "\n"));
    }

    /** @throws AlignerException INVALID_FIELD, naming a file that is no longer what it was */
    void check(DataSummary now) {
        for (DataSummary.FileSummary file : now.files()) {
            if (!file.sha256().equals(sha256.get(file.path()))) {
                throw AlignerException.invalidField(
                        "data",
                        file.path() + ": not the file that the run began with (expected: SHA-256 "
                                + sha256.get(file.path()) + ")");
            }
        }
    }
}
