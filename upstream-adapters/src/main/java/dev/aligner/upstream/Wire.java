package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.MalformedJsonException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The wire formats that answers are found in. Everything else is forwarded as it is. */
@SuppressWarnings("ImmutableEnumChecker") // dialects have no state
public enum Wire {
    OPENAI_CHAT(".*/chat/completions", new OpenAiChat()),
    OPENAI_COMPLETIONS(".*/completions", new OpenAiCompletions()),
    OPENAI_RESPONSES(".*/responses", new OpenAiResponses()),
    ANTHROPIC_MESSAGES(".*/v1/messages", new AnthropicMessages()),
    GEMINI_CONTENT(".*/models/[^/:]+:(?:g|streamG)enerateContent", new GeminiContent()),
    OLLAMA_CHAT(".*/api/chat", Ollama.CHAT),
    OLLAMA_GENERATE(".*/api/generate", Ollama.GENERATE),
    COHERE_CHAT(".*/v2/chat", new CohereChat()),
    BEDROCK_CONVERSE(".*/model/[^/]+/converse(?:-stream)?", new BedrockConverse());

    private final Pattern path;
    private final Dialect dialect;

    Wire(String path, Dialect dialect) {
        this.path = Pattern.compile(path);
        this.dialect = dialect;
    }

    /**
     * The wire that is spoken on a path.
     *
     * @param path without its query
     */
    public static Optional<Wire> of(String path) {
        return Arrays.stream(values())
                .filter(wire -> wire.path.matcher(path).matches())
                .findFirst();
    }

    /** The name on our own wire, for example {@code openai_chat}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What a request asks. One that cannot be read is forwarded as it is, and nothing of its answer corrected.
     *
     * @param body the request's
     * @param path without its query
     */
    public Asked asked(byte[] body, String path) {
        try {
            JsonText json = JsonText.parse(body);
            Conversation conversation = dialect.conversation(json.root(), path);
            return new Asked(
                    conversation.question(),
                    conversation.untouched(),
                    conversation.stream(),
                    conversation.model(),
                    conversation.begun(),
                    json.root().at("aligner"),
                    json.without("aligner"));
        } catch (MalformedJsonException e) {
            return Asked.unreadable(body);
        }
    }

    /** What a whole answer says. */
    public Answer answer(byte[] body) {
        return Answer.read(dialect, body);
    }

    /** Reads an answer that comes as a stream. */
    public AnswerStream stream() {
        return new AnswerStream(dialect);
    }
}
