package dev.aligner.core.template;

import dev.aligner.core.AlignerException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template of plain text, without any chat format.
 *
 * @param plain for a request without an instruction
 * @param instructed for one with an instruction; null for a template that has no place for it
 */
record TextTemplate(String id, Layout plain, @Nullable Layout instructed, List<String> markers)
        implements PromptTemplate {
    TextTemplate {
        markers = List.copyOf(markers);
    }

    /** @throws AlignerException if the request has an instruction and this template no place for it */
    @Override
    public List<PromptPiece> render(PromptInput input) {
        if (input.instruction() == null) {
            return plain.fill(input);
        }
        if (instructed == null) {
            throw AlignerException.invalidField(
                    "instruction",
                    "instruction: "
                            + input.instruction()
                                    .codePointCount(0, input.instruction().length())
                            + " code points (expected: none, the template " + id + " takes no instruction)");
        }
        return instructed.fill(input);
    }

    @Override
    public boolean addsBeginToken() {
        return true;
    }

    @Override
    public int correctedFrom(String answer) {
        return plain.splitsAnswer() ? LastSentence.start(answer) : 0;
    }
}
