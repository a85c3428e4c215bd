package dev.aligner.core.template;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fixed text with places for what a request brings, written with braces: {@code {question}}, {@code {instruction}},
 * {@code {answer}}, or {@code {prefix}} and {@code {last}}, the two parts of an answer whose last sentence is
 * corrected.
 *
 * <p>Filling it in is concatenation: nothing is escaped, trimmed or looked at, and what was filled in stays data.
 */
final class Layout {
    private enum Place {
        QUESTION,
        INSTRUCTION,
        ANSWER,
        PREFIX,
        LAST
    }

    private sealed interface Part {}

    private record Fixed(PromptPiece piece) implements Part {}

    private record Open(Place place) implements Part {}

    private static final Pattern PLACE = Pattern.compile("\\{(question|instruction|answer|prefix|last)}");

    private final List<Part> parts;

    private Layout(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    static Layout of(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            addFixed(text.substring(end, place.start()), parts);
            parts.add(new Open(Place.valueOf(place.group(1).toUpperCase(Locale.ROOT))));
            end = place.end();
        }
        addFixed(text.substring(end), parts);
        return new Layout(parts);
    }

    /** {@code input} must hold an instruction if the layout has a place for one. */
    List<PromptPiece> fill(PromptInput input) {
        List<PromptPiece> pieces = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Fixed fixed) {
                pieces.add(fixed.piece());
            } else if (part instanceof Open open) {
                fill(open.place(), input, pieces);
            }
        }
        return List.copyOf(pieces);
    }

    /** Whether the output stands for the answer's last sentence only. */
    boolean splitsAnswer() {
        return parts.contains(new Open(Place.LAST));
    }

    private static void fill(Place place, PromptInput input, List<PromptPiece> pieces) {
        String answer = input.answer();
        switch (place) {
            case QUESTION -> addQuestion(input.question(), pieces);
            case INSTRUCTION ->
                pieces.add(PromptPiece.data(Objects.requireNonNull(input.instruction(), "instruction")));
            case ANSWER -> pieces.add(PromptPiece.data(answer));
            case PREFIX -> pieces.add(PromptPiece.data(answer.substring(0, LastSentence.start(answer))));
            case LAST -> pieces.add(PromptPiece.data(answer.substring(LastSentence.start(answer))));
        }
    }

    /**
     * A single turn stands there as it is, which is all that the published templates know. A longer conversation is
     * written as its turns with their roles, a blank line between them: the form of public preference data, and so of
     * the rows that correctors are trained on.
     */
    private static void addQuestion(Question question, List<PromptPiece> pieces) {
        if (question.singleTurn()) {
            pieces.add(PromptPiece.data(question.lastTurn()));
            return;
        }
        String separator = "";
        for (Message message : question.messages()) {
            pieces.add(PromptPiece.markup(separator + label(message.role())));
            pieces.add(PromptPiece.data(message.content()));
            separator = "\n\n";
        }
    }

    private static String label(Message.Role role) {
        return switch (role) {
            case SYSTEM -> "System: ";
            case USER -> "Human: ";
            case ASSISTANT -> "Assistant: ";
        };
    }

    private static void addFixed(String text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Fixed(PromptPiece.markup(text)));
        }
    }
}
