package dev.aligner.relay;

import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;

/** What the clients of a wire take for nothing, while they wait; some take a comment for an error, and get nothing. */
public final class Beats {
    private Beats() {}

    /** Empty where there is no such thing. */
    public static byte[] of(Wire wire) {
        String beat = switch (wire) {
            case ANTHROPIC_MESSAGES -> "event: ping\ndata: {\"type\": \"ping\"}\n\n";
            case GEMINI_CONTENT, BEDROCK_CONVERSE -> "";
            case OLLAMA_CHAT -> "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n";
            case OLLAMA_GENERATE -> "{\"response\":\"\",\"done\":false}\n";
            default -> ": \n\n";
        };
        return beat.getBytes(StandardCharsets.UTF_8);
    }
}
