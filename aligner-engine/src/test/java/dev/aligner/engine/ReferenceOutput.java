package dev.aligner.engine;

import dev.aligner.engine.decode.TokenChooser;
import dev.aligner.engine.model.ScriptedModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a request gives by itself, computed without engine, scheduler or cache: all tokens up to the end token or the
 * limit, and their text up to the first stop text.
 */
record ReferenceOutput(List<Integer> tokens, String text) {
    static ReferenceOutput of(GenerationRequest request) {
        TokenChooser chooser = new TokenChooser(
                request.sampling(),
                Objects.requireNonNullElse(request.sampling().seed(), 0L));
        int[] history = Arrays.copyOf(request.prompt(), request.prompt().length + request.maxNewTokens());
        List<Integer> tokens = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = request.prompt().length;
        while (tokens.size() < request.maxNewTokens()) {
            int token = chooser.choose(ScriptedModel.scores(history, count, EngineUnderTest.VOCABULARY));
            if (token == EngineUnderTest.END) {
                break;
            }
            history[count++] = token;
            tokens.add(token);
            bytes.writeBytes(EngineUnderTest.TOKENS.bytes(token));
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int end = request.stop().stream()
                .mapToInt(text::indexOf)
                .filter(match -> match >= 0)
                .min()
                .orElse(text.length());
        return new ReferenceOutput(tokens, text.substring(0, end));
    }
}
