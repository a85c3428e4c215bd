package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Evidence;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in, checked.
 *
 * @param model the corrector asked for, or null for whichever is here
 * @param stream whether the caller wants events rather than one object
 */
public record CorrectionCall(
        CorrectionRequest request, @Nullable String model, Evidence evidence, boolean stream) {

    /** The same for another answer. */
    CorrectionCall withAnswer(String answer) {
        return new CorrectionCall(request.withAnswer(answer), model, evidence, stream);
    }

    /** @throws AlignerException with {@link ErrorCode#UNKNOWN_MODEL} where another corrector is asked for */
    public void requireModel(List<CorrectorCard> loaded) {
        if (model != null && loaded.stream().noneMatch(card -> card.id().equals(model))) {
            throw AlignerException.of(
                    ErrorCode.UNKNOWN_MODEL,
                    "model: \"" + StrictText.display(model) + "\" is not loaded (expected: "
                            + loaded.stream().map(CorrectorCard::id).collect(Collectors.joining(" or ")) + ")");
        }
    }
}
