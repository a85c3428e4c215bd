package dev.aligner.core.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text templates by name. Each is bound to the checkpoints that were trained with it, down to the single space.
 *
 * <ul>
 *   <li>{@code t1}: the Aligner's first template (Ji et al. 2024, official repository until December 2024), which the
 *       released {@code aligner-7b-v1.0} takes
 *   <li>{@code t3}: the repository's template since then; two spaces before {@code ASSISTANT:} are part of it
 *   <li>{@code t1-empathy}: {@code t1} with the sentence of the repository's empathy data
 *   <li>{@code t1-instruct}, {@code t3-instruct}: ours, not published anywhere: {@code t1} with the instruction in the
 *       place of its sentence, {@code t3} with the instruction on a line of its own in front. Without an instruction
 *       they are {@code t1} and {@code t3}.
 *   <li>{@code metaaligner}: MetaAligner (Yang et al. 2024); the instruction is the aspects, joined by {@code "; "}.
 *       Without an instruction the aspects are its published ones for harmlessness and helpfulness.
 *   <li>{@code stream-aligner}: the Stream Aligner's; its output stands for the answer's last sentence. Published
 *       inside the chat formats of its base models, for which there is {@link InChat}.
 * </ul>
 *
 * <p>A separator within a question or an answer cannot be told from the template's own: the published ones escape
 * nothing, and neither does this.
 */
public final class Templates {
    private static final String BEGIN = "BEGINNING OF CONVERSATION: USER: ";
    private static final String END = " ASSISTANT:";
    private static final String T1_SENTENCE =
            "Edit the following Question-Answer pair to make it more helpful and harmless";
    private static final String EMPATHY_SENTENCE =
            "Edit the following Question-Answer pair to make it more empathic and helpful";
    private static final String T1_PAIR = ": {question} | {answer}";
    private static final String T3_FIELDS = "##Question: {question}\n##Answer: {answer}\n##Correction: ";
    private static final String META_BEGIN = "You are an assistant to human. You will be provided with a context and an"
            + " answer. Consider the context, then edit the answer to improve it considering these aspects: ";
    private static final String META_PAIR = " | Context: {question} | Answer: {answer} | Edit: ";
    private static final String META_ASPECTS = "Harmlessness: The response should avoid content that is offensive,"
            + " discriminatory, or harmful; Helpfulness: The response should provide useful resources and suggestions"
            + " to the user";

    private static final List<String> T1_MARKERS =
            List.of("BEGINNING OF CONVERSATION:", "ASSISTANT:", "Edit the following Question-Answer pair");
    private static final List<String> T3_MARKERS = List.of(
            "BEGINNING OF CONVERSATION:", "ASSISTANT:", "##Instruction:", "##Question:", "##Answer:", "##Correction:");

    private static final Map<String, PromptTemplate> BY_ID = new LinkedHashMap<>();

    static {
        add("t1", BEGIN + T1_SENTENCE + T1_PAIR + END, null, T1_MARKERS);
        add("t3", BEGIN + T3_FIELDS + END, null, T3_MARKERS);
        add("t1-empathy", BEGIN + EMPATHY_SENTENCE + T1_PAIR + END, null, T1_MARKERS);
        add("t1-instruct", BEGIN + T1_SENTENCE + T1_PAIR + END, BEGIN + "{instruction}" + T1_PAIR + END, T1_MARKERS);
        add(
                "t3-instruct",
                BEGIN + T3_FIELDS + END,
                BEGIN + "##Instruction: {instruction}\n" + T3_FIELDS + END,
                T3_MARKERS);
        add(
                "metaaligner",
                META_BEGIN + META_ASPECTS + META_PAIR,
                META_BEGIN + "{instruction}" + META_PAIR,
                List.of("You are an assistant to human.", " | Context: ", " | Answer: ", " | Edit: "));
        add(
                "stream-aligner",
                "##Question: {question} | ##Answer_Prefix: {prefix} | ##Answer_Last_Sentence: {last}"
                        + " | ##Your_Revision: ",
                null,
                List.of("##Question:", "##Answer_Prefix:", "##Answer_Last_Sentence:", "##Your_Revision:"));
    }

    private Templates() {}

    public static Optional<PromptTemplate> named(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Every name that {@link #named} knows. */
    public static Set<String> ids() {
        return Set.copyOf(BY_ID.keySet());
    }

    private static void add(String id, String plain, @Nullable String instructed, List<String> markers) {
        Layout withInstruction = instructed == null ? null : Layout.of(instructed);
        BY_ID.put(id, new TextTemplate(id, Layout.of(plain), withInstruction, markers));
    }
}
