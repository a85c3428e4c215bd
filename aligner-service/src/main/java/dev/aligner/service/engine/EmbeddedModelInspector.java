package dev.aligner.service.engine;

import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.ModelInspection;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.torch.ModelMemory;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.StoredWeights;
import dev.aligner.engine.weights.T5Config;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.ModelInspector;
import dev.aligner.service.host.ModelReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says in the service's words what the engine finds at a path. */
public final class EmbeddedModelInspector implements ModelInspector {
    @Override
    public ModelReport inspect(AlignerProperties properties) {
        CorrectorOptions options = EmbeddedCorrectorConfiguration.options(properties);
        ModelInspection found = ModelInspection.of(options);
        return new ModelReport(
                options.path().toString(),
                found.device().wireName(),
                found.weights()
                        .map(weights -> weights(weights, options.slots()))
                        .orElse(null),
                found.text().map(EmbeddedModelInspector::text).orElse(null),
                found.adapter().map(Path::toString).orElse(null),
                found.problems());
    }

    private static ModelReport.Weights weights(ModelInspection.Weights weights, int slots) {
        StoredWeights stored = weights.stored();
        ModelConfig config = weights.config();
        Map<String, ModelReport.Memory> memory = new LinkedHashMap<>();
        for (Map.Entry<Precision, ModelMemory> each : weights.memory().entrySet()) {
            ModelMemory bytes = each.getValue();
            memory.put(
                    each.getKey().wireName(), new ModelReport.Memory(bytes.weights(), bytes.cache(), bytes.loading()));
        }
        SortedMap<Integer, Map<String, Long>> caches = new TreeMap<>();
        weights.caches().forEach((context, byPrecision) -> {
            Map<String, Long> bytes = new LinkedHashMap<>();
            byPrecision.forEach((precision, cache) -> bytes.put(precision.wireName(), cache));
            caches.put(context, bytes);
        });
        return new ModelReport.Weights(
                stored.format(),
                stored.files(),
                stored.bytes(),
                stored.elements(),
                config.family(),
                layers(config),
                config.vocabulary(),
                config.maxPositions(),
                weights.contextTokens(),
                slots,
                memory,
                caches);
    }

    private static String layers(ModelConfig config) {
        if (config instanceof DecoderConfig decoder) {
            return String.valueOf(decoder.layers());
        }
        T5Config t5 = (T5Config) config;
        return t5.encoderLayers() + " + " + t5.decoderLayers();
    }

    private static ModelReport.Text text(ModelInspection.Text text) {
        return new ModelReport.Text(text.tokenizer(), text.tokens(), text.template(), text.reason());
    }
}
