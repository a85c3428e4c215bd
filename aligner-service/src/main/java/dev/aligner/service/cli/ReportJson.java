package dev.aligner.service.cli;

import dev.aligner.service.host.ModelReport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's report as a JSON object: every field is there, null where nothing is known. */
final class ReportJson {
    private ReportJson() {}

    static Map<String, @Nullable Object> of(ModelReport report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("path", report.path());
        json.put("device", report.device());
        json.put("loads", report.problems().isEmpty());
        ModelReport.Weights weights = report.weights();
        json.put("weights", weights == null ? null : weights(weights));
        ModelReport.Text text = report.text();
        json.put("text", text == null ? null : text(text));
        json.put("adapter", report.adapter());
        json.put("problems", report.problems());
        return json;
    }

    private static Map<String, Object> weights(ModelReport.Weights weights) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", weights.format());
        json.put("files", weights.files());
        json.put("bytes", weights.bytes());
        json.put("parameters", weights.parameters());
        json.put("family", weights.family());
        json.put("layers", weights.layers());
        json.put("rows", weights.rows());
        json.put("trained_context", weights.trainedContext());
        json.put("context_tokens", weights.contextTokens());
        json.put("slots", weights.slots());
        Map<String, Object> memory = new LinkedHashMap<>();
        weights.memory().forEach((precision, bytes) -> memory.put(precision, memory(bytes)));
        json.put("memory_bytes", memory);
        Map<String, Object> caches = new LinkedHashMap<>();
        weights.caches().forEach((context, bytes) -> caches.put(String.valueOf(context), bytes));
        json.put("cache_bytes", caches);
        return json;
    }

    private static Map<String, Object> memory(ModelReport.Memory bytes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("weights", bytes.weights());
        json.put("cache", bytes.cache());
        json.put("loading", bytes.loading());
        return json;
    }

    private static Map<String, Object> text(ModelReport.Text text) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tokenizer", text.tokenizer());
        json.put("tokens", text.tokens());
        json.put("template", text.template());
        json.put("template_reason", text.reason());
        return json;
    }
}
