package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.MalformedJsonException;
import dev.aligner.upstream.json.NameScan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The wire formats that answers are found in. Everything else is forwarded as it is. */
@SuppressWarnings("ImmutableEnumChecker") // dialects have no state
public enum Wire {
    OPENAI_CHAT(path -> path.endsWith("/chat/completions"), new OpenAiChat()),
    OPENAI_COMPLETIONS(path -> path.endsWith("/completions"), new OpenAiCompletions()),
    OPENAI_RESPONSES(path -> path.endsWith("/responses"), new OpenAiResponses()),
    ANTHROPIC_MESSAGES(path -> path.endsWith("/v1/messages"), new AnthropicMessages()),
    GEMINI_CONTENT(
            Pattern.compile("/models/[^/:]+:(?:g|streamG)enerateContent$").asPredicate(), new GeminiContent()),
    OLLAMA_CHAT(path -> path.endsWith("/api/chat"), Ollama.CHAT),
    OLLAMA_GENERATE(path -> path.endsWith("/api/generate"), Ollama.GENERATE),
    COHERE_CHAT(path -> path.endsWith("/v2/chat"), new CohereChat()),
    BEDROCK_CONVERSE(Pattern.compile("/model/[^/]+/converse(?:-stream)?$").asPredicate(), new BedrockConverse());

    /** The member of a request that is for us. */
    private static final String OURS = "aligner";

    private static final List<Wire> ALL = List.of(values());

    private final Predicate<String> path;
    private final Dialect dialect;

    Wire(Predicate<String> path, Dialect dialect) {
        this.path = path;
        this.dialect = dialect;
    }

    /**
     * The wire that is spoken on a path.
     *
     * @param path without its query
     */
    public static Optional<Wire> of(String path) {
        for (Wire wire : ALL) {
            if (wire.path.test(path)) {
                return Optional.of(wire);
            }
        }
        return Optional.empty();
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
                    json.root().at(OURS),
                    json.without(OURS));
        } catch (MalformedJsonException e) {
            return Asked.unreadable(body);
        }
    }

    /**
     * The same of a request whose answer nobody will look at: it is read only where it may hold what is for us alone.
     *
     * @param body the request's
     * @param path without its query
     */
    public Asked unasked(byte[] body, String path) {
        return NameScan.mayHold(body, OURS)
                ? asked(body, path)
                : new Asked(null, Untouched.NO_QUESTION, false, null, "", new JsonValue.Missing(), body);
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
