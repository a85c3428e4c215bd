package dev.aligner.engine.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the reference implementation computed, written by {@code src/test/python/goldens.py}.
 *
 * @param logits {@code [prompt + decode steps, vocabulary]}: every prompt position, then each cached step
 */
record Golden(int[] prompt, int[] tokens, int vocabulary, float[] logits) {

    static Golden read(Path directory) throws IOException {
        JsonNode json = JsonMapper.shared().readTree(Files.readString(directory.resolve("golden.json")));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("golden.f32")))
                .order(ByteOrder.LITTLE_ENDIAN);
        float[] logits = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(logits);
        return new Golden(
                ints(json.get("prompt")),
                ints(json.get("tokens")),
                json.get("vocabulary").asInt(),
                logits);
    }

    float[] row(int index) {
        float[] row = new float[vocabulary];
        System.arraycopy(logits, index * vocabulary, row, 0, vocabulary);
        return row;
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
