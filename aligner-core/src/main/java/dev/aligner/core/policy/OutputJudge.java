package dev.aligner.core.policy;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Says whether a finished output can be delivered. Looks at the text only, not at whether it is a good correction.
 *
 * @param markers the template's own texts, as its template names them
 */
public record OutputJudge(List<String> markers) {
    public OutputJudge {
        markers = List.copyOf(markers);
    }

    /**
     * Why the output is unusable, or empty if it is not. Of several reasons the one that explains the others: a loop
     * also runs into a limit.
     *
     * @param finishReason why the model stopped
     * @param bound what set the output's limit; matters only if the model was stopped by it
     */
    public Optional<Reason> judge(String answer, String output, FinishReason finishReason, OutputLimit.Bound bound) {
        if (blank(output) && !blank(answer)) {
            return Optional.of(Reason.EMPTY_OUTPUT);
        }
        if (new LoopDetector(answer).feed(output)) {
            return Optional.of(Reason.LOOPING_OUTPUT);
        }
        if (markers.stream().anyMatch(marker -> output.contains(marker) && !answer.contains(marker))) {
            return Optional.of(Reason.TEMPLATE_LEAK);
        }
        return switch (finishReason) {
            case STOP, STOP_SEQUENCE -> Optional.empty();
            case LENGTH ->
                switch (bound) {
                    case GROWTH -> Optional.of(Reason.OUTPUT_TOO_LONG);
                    case MAX_TOKENS, WINDOW -> Optional.of(Reason.OUTPUT_CUT_OFF);
                };
        };
    }

    /** Whether nobody would see anything: white space, controls and invisible format characters only. */
    private static boolean blank(String text) {
        return text.codePoints().allMatch(codePoint -> switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> true;
            default -> false;
        });
    }
}
