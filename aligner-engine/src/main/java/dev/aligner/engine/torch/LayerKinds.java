package dev.aligner.engine.torch;

import dev.aligner.engine.weights.LayerAttention;
import dev.aligner.engine.weights.Rope;
import java.util.List;

/**
 * The layers of a model by what is the same for a whole step: those of a kind share their masks, cosines and sines.
 *
 * @param all each kind once
 * @param ofLayers each layer's kind, as its index
 */
record LayerKinds(List<LayerAttention> all, List<Integer> ofLayers) {

    /** @param contextTokens positions of a slot: a window that is no smaller is none */
    static LayerKinds of(List<LayerAttention> layers, int contextTokens) {
        List<LayerAttention> clipped = layers.stream()
                .map(layer ->
                        layer.window() < contextTokens ? layer : new LayerAttention(LayerAttention.ALL, layer.rope()))
                .toList();
        List<LayerAttention> all = clipped.stream().distinct().toList();
        return new LayerKinds(all, clipped.stream().map(all::indexOf).toList());
    }

    List<Integer> windows() {
        return all.stream().map(LayerAttention::window).toList();
    }

    List<Rope> ropes() {
        return all.stream().map(LayerAttention::rope).toList();
    }
}
