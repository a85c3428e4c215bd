package dev.aligner.client;

import dev.aligner.core.CorrectorCard;
import dev.aligner.core.Strengths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The correctors that a service has. */
final class ModelsJson {
    private ModelsJson() {}

    /** @throws AlignerClientException UNUSABLE where it is no such list */
    static List<CorrectorCard> cards(JsonNode list) {
        JsonNode data = list.path("data");
        if (!data.isArray() || !data.path(0).path("id").isString()) {
            throw AlignerClientException.unusable("no correctors");
        }
        return data.valueStream().map(ModelsJson::card).toList();
    }

    private static CorrectorCard card(JsonNode model) {
        JsonNode details = model.path("aligner");
        Map<String, String> instructions = new LinkedHashMap<>();
        details.path("instructions")
                .properties()
                .forEach(entry ->
                        instructions.put(entry.getKey(), entry.getValue().asString("")));
        double most = details.path("strengths").path(1).asDouble(1);
        return new CorrectorCard(
                model.path("id").asString(""),
                details.path("family").asString("unknown"),
                details.path("template").asString("unknown"),
                details.path("digest").asString(""),
                details.path("precision").asString("unknown"),
                details.path("device").asString("unknown"),
                details.path("context_tokens").asInt(0),
                new Strengths(most, details.path("strengths_between").asBoolean(false)),
                // the list does not say it: who names none gets the corrector's own
                Math.min(1, most),
                details.path("steering").path(1).asDouble(0),
                instructions);
    }
}
