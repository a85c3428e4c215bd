package dev.aligner.engine.tokenize;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.TokenizerSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The small tokenizers and golden ids that {@code src/test/python/tokenizer_goldens.py} makes. */
final class Fixtures {
    private Fixtures() {}

    /** Ids by Hugging Face: of the text alone, and with what the post-processor puts around it. */
    record Golden(String text, int[] ids, int[] around) {
        @Override
        public String toString() {
            return text;
        }
    }

    static String resource(String path) {
        try (InputStream in = Fixtures.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String path) {
        return JsonMapper.shared().readTree(resource(path));
    }

    static Tokenizer tokenizer(String name, @Nullable String chatTemplate) {
        return Tokenizers.load(
                new TokenizerSource.HuggingFace(resource("/tokenizers/" + name + ".json"), chatTemplate, null, null));
    }

    /** @param kind {@code texts}, free of control tokens, or {@code prompts} */
    static List<Golden> goldens(String name, String kind) {
        List<Golden> goldens = new ArrayList<>();
        for (JsonNode golden : json("/tokenizers/" + name + ".golden.json").path(kind)) {
            goldens.add(new Golden(
                    golden.path("text").stringValue(), ints(golden.path("ids")), ints(golden.path("around"))));
        }
        return goldens;
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size())
                .map(i -> array.path(i).intValue())
                .toArray();
    }

    static int[] encodeData(Tokenizer tokenizer, String text) {
        return tokenizer.encode(List.of(PromptPiece.data(text)), false);
    }

    static int[] encodeMarkup(Tokenizer tokenizer, String text) {
        return tokenizer.encode(List.of(PromptPiece.markup(text)), false);
    }

    static String decode(Tokenizer tokenizer, int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokenizer.tokenBytes().bytes(id));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
