package dev.aligner.service.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.CorrectorCard;
import java.util.List;
import java.util.Map;

/** The list of OpenAI's {@code GET /v1/models}, with what is ours under {@code aligner}. */
record ModelList(String object, List<Model> data) {

    static ModelList of(List<CorrectorCard> cards, long createdSeconds) {
        return new ModelList(
                "list",
                cards.stream()
                        .map(card -> new Model(card.id(), "model", createdSeconds, "aligner", Details.of(card)))
                        .toList());
    }

    /** @param created Unix seconds: when this process began */
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            Details aligner) {}

    /**
     * What the corrector is, see {@link CorrectorCard}.
     *
     * @param strengths the least and the largest
     * @param strengthsBetween whether those between them are served too
     * @param steering the least and the largest; both 0 where there is nothing to steer by
     */
    record Details(
            String family,
            String template,
            String digest,
            String precision,
            String device,
            @JsonProperty("context_tokens") int contextTokens,
            List<Double> strengths,
            @JsonProperty("strengths_between") boolean strengthsBetween,
            List<Double> steering,
            Map<String, String> instructions) {

        static Details of(CorrectorCard card) {
            return new Details(
                    card.family(),
                    card.template(),
                    card.digest(),
                    card.precision(),
                    card.device(),
                    card.contextTokens(),
                    List.of(0.0, card.strengths().most()),
                    card.strengths().between(),
                    List.of(0.0 - card.mostSteering(), card.mostSteering()),
                    card.instructions());
        }
    }
}
