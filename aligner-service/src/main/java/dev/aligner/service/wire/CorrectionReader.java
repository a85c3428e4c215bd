package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Evidence;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON to a checked request. What comes out needs no further check of form. */
public final class CorrectionReader {
    static final Set<String> LINE_FIELDS = Set.of(
            "question",
            "messages",
            "answer",
            "instruction",
            "strength",
            "model",
            "sampling",
            "evidence",
            "timeout_ms",
            "passes",
            "best_of",
            "min_margin",
            "steering",
            "id");
    static final Set<String> BODY_FIELDS = Stream.concat(
                    LINE_FIELDS.stream().filter(name -> !name.equals("id")), Stream.of("stream"))
            .collect(Collectors.toUnmodifiableSet());
    static final Set<String> APPEND_FIELDS = Set.of("append");
    static final Set<String> MESSAGE_FIELDS = Set.of("role", "content");
    static final Set<String> SAMPLING_FIELDS = Set.of(
            "temperature", "top_k", "top_p", "repetition_penalty", "frequency_penalty", "seed", "max_tokens", "stop");

    private final WireLimits limits;

    public CorrectionReader(WireLimits limits) {
        this.limits = limits;
    }

    /** The body of one request. */
    public CorrectionCall readBody(JsonNode body) {
        return read(new Fields("", body, BODY_FIELDS), true);
    }

    /** The same where the answer may be missing: it is still being written. */
    CorrectionCall readBegun(JsonNode body) {
        return read(new Fields("", body, BODY_FIELDS), false);
    }

    /**
     * A line that says how an answer goes on.
     *
     * @param path of the line
     * @param charsBefore code points of the answer that came before
     */
    String readAppended(String path, JsonNode line, int charsBefore) {
        String more = new Fields(path, line, APPEND_FIELDS).requiredText("append");
        int chars = charsBefore + more.codePointCount(0, more.length());
        if (chars > limits.answerChars()) {
            throw AlignerException.tooLarge(
                    "answer", "answer: " + chars + " characters (expected: at most " + limits.answerChars() + ")");
        }
        return more;
    }

    /** A line of a batch: like a body, but with an {@code id} and without {@code stream}. */
    public CorrectionCall readLine(JsonNode line) {
        Fields fields = new Fields("", line, LINE_FIELDS);
        JsonNode id = fields.value("id");
        if (id != null && !LineTag.usable(id)) {
            throw AlignerException.invalidField("id", "id: not usable (expected: an integer or a short string)");
        }
        return read(fields, true);
    }

    private CorrectionCall read(Fields fields, boolean answered) {
        Question question = question(fields);
        String given = answered ? fields.requiredText("answer") : fields.text("answer");
        String answer = given == null ? "" : Fields.bounded("answer", given, limits.answerChars());
        String instruction = fields.text("instruction");
        if (instruction != null) {
            Fields.bounded("instruction", instruction, limits.instructionChars());
        }
        String model = fields.text("model");
        CorrectionRequest request = new CorrectionRequest(
                question,
                answer,
                instruction,
                fields.number("strength"),
                sampling(fields),
                timeout(fields),
                model,
                care(fields),
                fields.number("steering", 0));
        return new CorrectionCall(
                request,
                model,
                named("evidence", fields.text("evidence"), Evidence.NONE, Evidence.values(), Evidence::wireName),
                fields.flag("stream"));
    }

    private Question question(Fields fields) {
        String text = fields.text("question");
        JsonNode messages = fields.value("messages");
        if (text != null && messages == null) {
            return Question.of(Fields.bounded("question", text, limits.questionChars()));
        }
        if (text == null && messages != null) {
            return conversation(fields.elements("messages", messages));
        }
        throw AlignerException.invalidField(
                "question",
                "question, messages: " + (text == null ? "both missing" : "both given")
                        + " (expected: exactly one of them)");
    }

    private Question conversation(List<JsonNode> turns) {
        if (turns.size() > limits.messages()) {
            throw AlignerException.tooLarge(
                    "messages", "messages: " + turns.size() + " (expected: at most " + limits.messages() + ")");
        }
        List<Message> messages = new ArrayList<>();
        int left = limits.questionChars();
        for (JsonNode turn : turns) {
            String path = "messages[" + messages.size() + "]";
            Fields fields = new Fields(path, turn, MESSAGE_FIELDS);
            Message.Role role = named(
                    fields.at("role"),
                    fields.requiredText("role"),
                    Message.Role.USER,
                    Message.Role.values(),
                    Message.Role::wireName);
            String content = fields.requiredText("content");
            left -= content.codePointCount(0, content.length());
            if (left < 0) {
                throw AlignerException.tooLarge(
                        "messages",
                        path + ".content: the messages have more than " + limits.questionChars()
                                + " characters together");
            }
            messages.add(new Message(role, content));
        }
        return new Question(messages);
    }

    private static Sampling sampling(Fields body) {
        JsonNode value = body.value("sampling");
        if (value == null) {
            return Sampling.GREEDY;
        }
        Fields fields = new Fields("sampling", value, SAMPLING_FIELDS);
        Long topK = fields.integer("top_k", 0, Integer.MAX_VALUE);
        Long maxTokens = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return new Sampling(
                fields.number("temperature", Sampling.GREEDY.temperature()),
                topK == null ? Sampling.GREEDY.topK() : Math.toIntExact(topK),
                fields.number("top_p", Sampling.GREEDY.topP()),
                fields.number("repetition_penalty", Sampling.GREEDY.repetitionPenalty()),
                fields.number("frequency_penalty", Sampling.GREEDY.frequencyPenalty()),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                maxTokens == null ? null : Math.toIntExact(maxTokens),
                fields.texts("stop"));
    }

    private static Care care(Fields fields) {
        Long passes = fields.integer("passes", 1, Care.MOST_PASSES);
        Long bestOf = fields.integer("best_of", 1, Care.MOST_CANDIDATES);
        return new Care(
                passes == null ? 1 : Math.toIntExact(passes),
                bestOf == null ? 1 : Math.toIntExact(bestOf),
                fields.number("min_margin"));
    }

    private Duration timeout(Fields fields) {
        Long millis = fields.integer("timeout_ms", 1, limits.maxTimeout().toMillis());
        return millis == null ? limits.defaultTimeout() : Duration.ofMillis(millis);
    }

    private static <T> T named(
            String field, @Nullable String name, T absent, T[] values, Function<T, String> wireName) {
        if (name == null) {
            return absent;
        }
        for (T value : values) {
            if (wireName.apply(value).equals(name)) {
                return value;
            }
        }
        String expected = Stream.of(values).map(wireName).collect(Collectors.joining(", "));
        throw AlignerException.invalidField(
                field,
                String.format(Locale.ROOT, "%s: \"%s\" (expected: %s)", field, StrictText.display(name), expected));
    }
}
