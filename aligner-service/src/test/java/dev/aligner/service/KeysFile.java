package dev.aligner.service;

import dev.aligner.service.access.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/** A keys file of a test, with the keys that it does not hold. */
final class KeysFile {
    private final Path file;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final StringBuilder lines = new StringBuilder("# callers of a test\n");

    KeysFile() {
        try {
            file = Files.createTempFile("keys", ".jsonl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.toFile().deleteOnExit();
    }

    /** @param more fields of the line, each with a comma before it */
    KeysFile with(String id, String scopes, String more) {
        ApiKey key = ApiKey.random(new SecureRandom());
        keys.put(id, key.text());
        return withLine("{\"id\":\"" + id + "\",\"sha256\":\"" + key.sha256() + "\",\"scopes\":["
                + (scopes.isEmpty() ? "" : "\"" + scopes.replace(" ", "\",\"") + "\"") + "]" + more + "}");
    }

    KeysFile withLine(String line) {
        lines.append(line).append('\n');
        return write(lines.toString());
    }

    KeysFile write(String content) {
        try {
            // as an editor or a mounted secret does: never half of it
            Path whole = Files.createTempFile("keys", ".new");
            Files.writeString(whole, content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String content() {
        return lines.toString();
    }

    String key(String id) {
        return String.valueOf(keys.get(id));
    }

    Map<String, String> keys() {
        return keys;
    }

    String path() {
        return file.toString();
    }
}
