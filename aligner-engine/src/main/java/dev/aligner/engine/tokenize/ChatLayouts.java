package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.engine.tokenize.ChatLayout.Part;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out where a template puts the contents: renders it with stand-ins for them and looks where they come out. */
final class ChatLayouts {
    /**
     * White space that no template writes, in front of and behind each stand-in: where it is gone, the template strips
     * contents. Java's and Python's {@code strip} and {@code trim} all take it.
     */
    private static final String BEFORE = "\u001E";

    private static final String BEHIND = "\u001F";

    private final JinjaTemplate template;
    private final @Nullable String beginToken;
    private final @Nullable String endToken;
    private final String nonce;
    private final Pattern standIn;

    ChatLayouts(JinjaTemplate template, @Nullable String beginToken, @Nullable String endToken) {
        this.template = template;
        this.beginToken = beginToken;
        this.endToken = endToken;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        // a letter in front, so that a template which changes case is noticed
        this.nonce = "q" + HexFormat.of().formatHex(random) + "x";
        this.standIn = Pattern.compile("(" + BEFORE + "?)" + nonce + "(\\d+)z(" + BEHIND + "?)");
    }

    /**
     * @throws JinjaTemplate.Refusal if the template does not take these roles
     * @throws AlignerException {@code MODEL_FILE} if a content would not come out exactly once, as it is
     */
    ChatLayout of(List<Message.Role> roles) {
        String text = template.render(values(roles));
        List<Part> parts = new ArrayList<>();
        int[] seen = new int[roles.size()];
        Matcher matcher = standIn.matcher(text);
        int end = 0;
        while (matcher.find()) {
            addText(parts, text.substring(end, matcher.start()));
            int turn = Integer.parseInt(matcher.group(2));
            seen[turn]++;
            parts.add(new Part.Content(
                    turn, matcher.group(1).isEmpty(), matcher.group(3).isEmpty()));
            end = matcher.end();
        }
        addText(parts, text.substring(end));
        for (int turn = 0; turn < seen.length; turn++) {
            if (seen[turn] != 1) {
                throw AlignerException.of(
                        ErrorCode.MODEL_FILE,
                        "chat template: content of turn " + turn + " of roles " + roles + " comes out unchanged "
                                + seen[turn] + " times (expected: once)");
            }
        }
        return new ChatLayout(parts);
    }

    private static void addText(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private Map<String, Object> values(List<Message.Role> roles) {
        List<Map<String, String>> messages = new ArrayList<>();
        for (int turn = 0; turn < roles.size(); turn++) {
            messages.add(Map.of("role", roles.get(turn).wireName(), "content", BEFORE + nonce + turn + "z" + BEHIND));
        }
        Map<String, Object> values = new HashMap<>();
        values.put("messages", messages);
        values.put("add_generation_prompt", true);
        if (beginToken != null) {
            values.put("bos_token", beginToken);
        }
        if (endToken != null) {
            values.put("eos_token", endToken);
        }
        return values;
    }
}
