package dev.aligner.core.template;

import dev.aligner.core.Message;
import java.util.List;
import java.util.Objects;

/**
 * A correction asked for in a plain chat, for a corrector that was tuned on chats or not at all: a system turn that says
 * what correcting is, and a user turn with question, instruction and answer on labelled lines. Ours, not published.
 *
 * <p>The wording is what a 135M chat model follows best: of eight tried on the embedded one, those that asked it to
 * correct or rewrite made it answer, apologise or repeat the labels; asked to repeat the text and leave things out, it
 * copies good answers. The answer comes last and is called a text for the same reason.
 *
 * <p>A conversation of several turns stands in the question's place, not in turns of its own: a model that is shown the
 * answer as its own turn continues it rather than correcting it.
 */
public final class CorrectingChat implements PromptTemplate {
    /** For a corrector whose configuration names no other. */
    public static final String DEFAULT_SYSTEM_PROMPT = "You are a careful editor. Repeat the text of the user word for"
            + " word. Only leave out insults, swear words and whatever the user asks to remove.";

    private static final String QUESTION = "Question: {question}\n";
    private static final String INSTRUCTION = "Instruction: {instruction}\n";
    private static final String ANSWER = "Text: {answer}";

    private static final Layout PLAIN = Layout.of(QUESTION + ANSWER);
    private static final Layout INSTRUCTED = Layout.of(QUESTION + INSTRUCTION + ANSWER);

    private static final List<String> MARKERS = List.of("\nInstruction: ", "\nText: ");

    private final ChatFormat format;
    private final String systemPrompt;

    /** {@code systemPrompt} is the operator's, and so markup: it may hold control tokens. */
    public CorrectingChat(ChatFormat format, String systemPrompt) {
        this.format = Objects.requireNonNull(format, "format");
        this.systemPrompt = Objects.requireNonNull(systemPrompt, "systemPrompt");
    }

    @Override
    public String id() {
        return "chat";
    }

    @Override
    public List<PromptPiece> render(PromptInput input) {
        Layout layout = input.instruction() == null ? PLAIN : INSTRUCTED;
        return format.format(List.of(
                new ChatTurn(Message.Role.SYSTEM, List.of(PromptPiece.markup(systemPrompt))),
                new ChatTurn(Message.Role.USER, layout.fill(input))));
    }

    @Override
    public List<String> markers() {
        return MARKERS;
    }

    @Override
    public boolean addsBeginToken() {
        return false;
    }
}
