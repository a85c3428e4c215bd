package dev.aligner.engine.tokenize;

import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import java.util.ArrayList;
import java.util.List;

/** What a chat template makes of a sequence of roles: its own text, and where each turn's content goes. */
record ChatLayout(List<Part> parts) {
    ChatLayout {
        parts = List.copyOf(parts);
    }

    /** A stretch of the rendered text. */
    sealed interface Part {
        /** Text of the template. */
        record Text(String text) implements Part {}

        /**
         * A turn's content.
         *
         * @param trimsStart whether the template takes white space off its start
         */
        record Content(int turn, boolean trimsStart, boolean trimsEnd) implements Part {}
    }

    List<PromptPiece> fill(List<ChatTurn> turns) {
        List<PromptPiece> prompt = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                prompt.add(PromptPiece.markup(text.text()));
            } else if (part instanceof Part.Content content) {
                prompt.addAll(trim(turns.get(content.turn()).content(), content));
            }
        }
        return List.copyOf(prompt);
    }

    private static List<PromptPiece> trim(List<PromptPiece> pieces, Part.Content content) {
        List<PromptPiece> trimmed = new ArrayList<>(pieces);
        if (content.trimsStart()) {
            trimStart(trimmed);
        }
        if (content.trimsEnd()) {
            trimEnd(trimmed);
        }
        return trimmed;
    }

    private static void trimStart(List<PromptPiece> pieces) {
        while (!pieces.isEmpty()) {
            String text = pieces.get(0).text();
            int start = 0;
            while (start < text.length() && isSpace(text.charAt(start))) {
                start++;
            }
            if (start < text.length()) {
                pieces.set(0, withText(pieces.get(0), text.substring(start)));
                return;
            }
            pieces.remove(0);
        }
    }

    private static void trimEnd(List<PromptPiece> pieces) {
        while (!pieces.isEmpty()) {
            int last = pieces.size() - 1;
            String text = pieces.get(last).text();
            int end = text.length();
            while (end > 0 && isSpace(text.charAt(end - 1))) {
                end--;
            }
            if (end > 0) {
                pieces.set(last, withText(pieces.get(last), text.substring(0, end)));
                return;
            }
            pieces.remove(last);
        }
    }

    /** Python's {@code str.isspace}, which is what the templates' {@code strip} and {@code trim} take off. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static PromptPiece withText(PromptPiece piece, String text) {
        return piece instanceof PromptPiece.Data ? PromptPiece.data(text) : PromptPiece.markup(text);
    }
}
