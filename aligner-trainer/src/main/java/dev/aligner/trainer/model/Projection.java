package dev.aligner.trainer.model;

/** The products of a layer that an adapter can be put on, in the order of the forward pass. */
public enum Projection {
    Q("self_attn.q_proj"),
    K("self_attn.k_proj"),
    V("self_attn.v_proj"),
    O("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

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
}
