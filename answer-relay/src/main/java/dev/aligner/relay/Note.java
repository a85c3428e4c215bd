package dev.aligner.relay;

import dev.aligner.core.Action;
import dev.aligner.core.Evidence;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The object {@value #NAME} in an answer: what was done to its texts. Where nobody asked for it the answer stays without,
 * so that an answer that needed no edit is the upstream's to the last byte.
 *
 * @param id of the request, by which its log and its records are found; or null
 * @param evidence how much it says
 * @param mode of a stream, or null for an answer in one piece
 * @param clamped controls that are not what the request asked for
 */
public record Note(
        @Nullable String id,
        String model,
        Evidence evidence,
        @Nullable StreamMode mode,
        List<String> clamped) {
    /** Says nothing. */
    public static final Note NONE = new Note("", Evidence.NONE, null, List.of());

    static final String NAME = "aligner";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Without an id. */
    public Note(String model, Evidence evidence, @Nullable StreamMode mode, List<String> clamped) {
        this(null, model, evidence, mode, clamped);
    }

    /** The object's JSON text; empty if none is to be in the answer. */
    Optional<byte[]> of(List<PieceOutcome> outcomes) {
        if (evidence == Evidence.NONE && mode != StreamMode.POST_HOC) {
            return Optional.empty();
        }
        Map<String, Object> object = new LinkedHashMap<>();
        if (id != null) {
            object.put("id", id);
        }
        object.put("model", model);
        if (mode != null) {
            object.put("stream_mode", mode.wireName());
        }
        if (!clamped.isEmpty()) {
            object.put("clamped", clamped);
        }
        object.put("choices", outcomes.stream().map(this::choice).toList());
        if (evidence != Evidence.NONE) {
            Usage usage = outcomes.stream().map(each -> each.outcome().usage()).reduce(Usage.NOTHING, Usage::plus);
            object.put(
                    "usage",
                    Map.of(
                            "prompt_tokens", usage.promptTokens(),
                            "cached_prompt_tokens", usage.cachedPromptTokens(),
                            "completion_tokens", usage.completionTokens()));
            Timings spent =
                    outcomes.stream().map(each -> each.outcome().spent()).reduce(Timings.NOTHING, Timings::plus);
            object.put("timings", Map.of("infer_ms", spent.total().toMillis()));
        }
        return Optional.of(JSON.writeValueAsBytes(object));
    }

    private Map<String, Object> choice(PieceOutcome piece) {
        List<Edit> edits = Edits.between(piece.answer(), piece.text());
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", piece.piece().choice());
        choice.put("part", piece.piece().part());
        Action action = piece.outcome().action();
        choice.put("action", action.name());
        Why reason = piece.outcome().reason();
        if (reason != null) {
            choice.put("reason", reason.wireName());
        }
        if (mode == StreamMode.POST_HOC && !edits.isEmpty()) {
            choice.put("correction", piece.text());
        }
        if (evidence != Evidence.NONE) {
            choice.put("edit_ratio", Edits.ratio(piece.answer(), edits));
            choice.put("edit_count", edits.size());
        }
        if (evidence == Evidence.FULL) {
            choice.put("edits", new ArrayList<>(edits));
        }
        return choice;
    }
}
