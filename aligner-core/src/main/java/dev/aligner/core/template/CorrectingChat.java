package dev.aligner.core.template;

import dev.aligner.core.Message;
import java.util.List;
import java.util.Objects;

/**
 * A correction asked for in a plain chat, for a corrector that was tuned on chats or not at all: a system turn that
 * says what correcting is, and a user turn with question, instruction and answer in labelled blocks. Ours, not
 * published.
 *
 * <p>A conversation of several turns stands in the question's block, not in turns of its own: a model that is shown the
 * answer as its own turn continues it rather than correcting it.
 */
public final class CorrectingChat implements PromptTemplate {
    /** For a corrector whose configuration names no other. */
    public static final String DEFAULT_SYSTEM_PROMPT =
            "You correct answers. Change only what is harmful, false, unhelpful or against the instruction, and leave"
                    + " every other word as it is. If nothing is wrong, repeat the answer unchanged. Write the"
                    + " corrected answer and nothing else.";

    private static final String QUESTION_LABEL = "### Question\n";
    private static final String INSTRUCTION_LABEL = "### Instruction\n";
    private static final String ANSWER_LABEL = "### Answer\n";
    private static final String DEMAND = "### Corrected answer only";

    private static final Layout PLAIN =
            Layout.of(QUESTION_LABEL + "{question}\n\n" + ANSWER_LABEL + "{answer}\n\n" + DEMAND);
    private static final Layout INSTRUCTED = Layout.of(QUESTION_LABEL
            + "{question}\n\n"
            + INSTRUCTION_LABEL
            + "{instruction}\n\n"
            + ANSWER_LABEL
            + "{answer}\n\n"
            + DEMAND);

    private static final List<String> MARKERS =
            List.of(QUESTION_LABEL, INSTRUCTION_LABEL, ANSWER_LABEL, "### Corrected answer");

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
