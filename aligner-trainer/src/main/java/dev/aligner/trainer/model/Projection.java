package dev.aligner.trainer.model;

import dev.aligner.engine.weights.DecoderConfig;
import java.util.List;

/** The products of a layer that an adapter can be put on, in the order of the forward pass. */
public enum Projection {
    Q("self_attn.q_proj"),
    K("self_attn.k_proj"),
    V("self_attn.v_proj"),
    O("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    static final List<Projection> ATTENTION = List.of(Q, K, V, O);
    static final List<Projection> MLP = List.of(GATE, UP, DOWN);

    /** Those that share an input are computed as one product. */
    static final List<List<Projection>> PRODUCTS =
            List.of(List.of(Q, K, V), List.of(O), List.of(GATE, UP), List.of(DOWN));

    private final String path;

    Projection(String path) {
        this.path = path;
    }

    /** The module's name within its layer, {@code self_attn.q_proj}. */
    String path() {
        return path;
    }

    /** The module's own name as PEFT and configuration files have it, {@code q_proj}. */
    public String moduleName() {
        return path.substring(path.indexOf('.') + 1);
    }

    long rows(DecoderConfig config) {
        return switch (this) {
            case Q -> (long) config.heads() * config.headDim();
            case K, V -> (long) config.kvHeads() * config.headDim();
            case O, DOWN -> config.hidden();
            case GATE, UP -> config.intermediate();
        };
    }

    long columns(DecoderConfig config) {
        return switch (this) {
            case Q, K, V, GATE, UP -> config.hidden();
            case O -> (long) config.heads() * config.headDim();
            case DOWN -> config.intermediate();
        };
    }
}
