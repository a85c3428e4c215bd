package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.weights.LayerAttention;
import dev.aligner.engine.weights.Rope;
import dev.aligner.engine.weights.RopeScaling;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerKindsTest {
    private static final Rope ROPE = new Rope(10_000, 8, new RopeScaling.None());
    private static final LayerAttention WINDOWED = new LayerAttention(32, ROPE);
    private static final LayerAttention FULL = new LayerAttention(LayerAttention.ALL, ROPE);

    @Test
    void layersThatAreAlikeAreOfAKind() {
        LayerKinds kinds = LayerKinds.of(List.of(WINDOWED, FULL, WINDOWED), 33);

        assertThat(kinds.all()).containsExactly(WINDOWED, FULL);
        assertThat(kinds.ofLayers()).containsExactly(0, 1, 0);
        assertThat(kinds.windows()).containsExactly(32, 0);
    }

    @Test
    void aWindowThatNoSlotOutgrowsIsNone() {
        assertThat(LayerKinds.of(List.of(WINDOWED, FULL, WINDOWED), 32).all()).containsExactly(FULL);
    }

    @Test
    void layersOfAnotherRopeAreOfAnotherKind() {
        var local = new LayerAttention(LayerAttention.ALL, new Rope(500, 8, new RopeScaling.None()));

        assertThat(LayerKinds.of(List.of(FULL, local), 8).ofLayers()).containsExactly(0, 1);
    }
}
