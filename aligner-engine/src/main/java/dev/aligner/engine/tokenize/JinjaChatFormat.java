package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.core.template.ChatFormat;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.TokenizerSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A model's own chat template. The template never sees a content: it is rendered with stand-ins, and the contents are
 * put where these come out, their pieces unchanged but for white space at their ends where the template strips it.
 *
 * <p>A template that refuses a system turn is given its content at the start of the first user turn, an empty line
 * between them. Safe to use from any thread.
 */
public final class JinjaChatFormat implements ChatFormat {
    /** Layouts depend on the roles alone; a corrector uses a handful, and a flood of others must not pile up. */
    private static final int MAX_LAYOUTS = 64;

    private final ChatLayouts layouts;
    private final Map<List<Message.Role>, ChatLayout> known = new ConcurrentHashMap<>();

    /**
     * @param template Jinja source
     * @param beginToken text of {@code bos_token}, or null
     * @param endToken text of {@code eos_token}, or null
     * @throws AlignerException {@code MODEL_FILE} if the template cannot place a single user turn
     */
    public JinjaChatFormat(String template, @Nullable String beginToken, @Nullable String endToken) {
        this.layouts = new ChatLayouts(new JinjaTemplate(template), beginToken, endToken);
        try {
            layouts.of(List.of(Message.Role.USER));
        } catch (JinjaTemplate.Refusal e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, "chat template: refuses a user turn", e);
        }
    }

    /** The chat format that a model's files hold, or empty if they hold none. */
    public static Optional<JinjaChatFormat> of(TokenizerSource source) {
        String template = source.chatTemplate();
        if (template == null) {
            return Optional.empty();
        }
        return Optional.of(new JinjaChatFormat(template, source.beginText(), source.endText()));
    }

    /**
     * @throws AlignerException {@code INVALID_FIELD} if the template refuses these roles in this order, {@code
     *     MODEL_FILE} if it loses, repeats or changes a content
     */
    @Override
    public List<PromptPiece> format(List<ChatTurn> turns) {
        try {
            return layout(turns).fill(turns);
        } catch (JinjaTemplate.Refusal refusal) {
            if (!beginsWithSystem(turns)) {
                throw refused(turns, refusal);
            }
            List<ChatTurn> merged = merge(turns);
            try {
                return layout(merged).fill(merged);
            } catch (JinjaTemplate.Refusal again) {
                throw refused(turns, again);
            }
        }
    }

    private ChatLayout layout(List<ChatTurn> turns) {
        List<Message.Role> roles = turns.stream().map(ChatTurn::role).toList();
        ChatLayout layout = known.get(roles);
        if (layout == null) {
            layout = layouts.of(roles);
            if (known.size() < MAX_LAYOUTS) {
                known.put(roles, layout);
            }
        }
        return layout;
    }

    private static boolean beginsWithSystem(List<ChatTurn> turns) {
        return turns.size() > 1
                && turns.get(0).role() == Message.Role.SYSTEM
                && turns.get(1).role() == Message.Role.USER;
    }

    private static List<ChatTurn> merge(List<ChatTurn> turns) {
        List<PromptPiece> content = new ArrayList<>(turns.get(0).content());
        content.add(PromptPiece.markup("\n\n"));
        content.addAll(turns.get(1).content());
        List<ChatTurn> merged = new ArrayList<>(turns.subList(1, turns.size()));
        merged.set(0, new ChatTurn(Message.Role.USER, content));
        return merged;
    }

    private static AlignerException refused(List<ChatTurn> turns, JinjaTemplate.Refusal refusal) {
        List<String> roles = turns.stream().map(turn -> turn.role().wireName()).toList();
        return AlignerException.invalidField(
                "messages", "messages: roles " + roles + ": refused by the chat template: " + refusal.getMessage());
    }
}
