package dev.aligner.service.observe;

import dev.aligner.upstream.Wire;

/**
 * Names of OpenTelemetry's conventions for generative AI, as of 2026-11. They are in development, and no released artifact
 * has them: this is the one place that knows them.
 */
public final class GenAi {
    public static final String OPERATION = "gen_ai.operation.name";
    public static final String PROVIDER = "gen_ai.provider.name";
    public static final String REQUEST_MODEL = "gen_ai.request.model";
    public static final String REQUEST_STREAM = "gen_ai.request.stream";
    public static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    public static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    public static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    public static final String TOKEN_TYPE = "gen_ai.token.type";
    public static final String ERROR_TYPE = "error.type";

    public static final String CLIENT_DURATION = "gen_ai.client.operation.duration";
    public static final String CLIENT_TOKENS = "gen_ai.client.token.usage";
    public static final String SERVER_DURATION = "gen_ai.server.request.duration";
    public static final String SERVER_FIRST_TOKEN = "gen_ai.server.time_to_first_token";
    public static final String SERVER_OUTPUT_TOKEN = "gen_ai.server.time_per_output_token";

    /** What our own model does. */
    public static final String OUR_OPERATION = "text_completion";

    /** Who our own model is. */
    public static final String OUR_PROVIDER = "aligner";

    /** Where there is nothing to tell: a metric's labels are the same set each time. */
    public static final String NONE = "none";

    private GenAi() {}

    /** What an upstream is asked for. */
    public static String operation(Wire wire) {
        return switch (wire) {
            case OPENAI_COMPLETIONS, OLLAMA_GENERATE -> "text_completion";
            case GEMINI_CONTENT -> "generate_content";
            case OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES, OLLAMA_CHAT, COHERE_CHAT, BEDROCK_CONVERSE ->
                "chat";
        };
    }

    /** Whose wire an upstream speaks. */
    public static String provider(Wire wire) {
        return switch (wire) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES -> "openai";
            case ANTHROPIC_MESSAGES -> "anthropic";
            case GEMINI_CONTENT -> "gcp.gemini";
            case OLLAMA_CHAT, OLLAMA_GENERATE -> "ollama";
            case COHERE_CHAT -> "cohere";
            case BEDROCK_CONVERSE -> "aws.bedrock";
        };
    }
}
