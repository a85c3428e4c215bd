package dev.aligner.engine.weights;

import java.util.List;
import java.util.Locale;

/** Families of decoder-only models, with what a family's models have in common and no file says. */
public enum DecoderFamily {
    LLAMA("LlamaForCausalLM"),
    MISTRAL("MistralForCausalLM"),
    QWEN2("Qwen2ForCausalLM"),
    QWEN3("Qwen3ForCausalLM"),
    GEMMA("GemmaForCausalLM"),
    GEMMA2("Gemma2ForCausalLM"),
    GEMMA3("Gemma3ForCausalLM"),
    PHI3("Phi3ForCausalLM");

    private final String architecture;

    DecoderFamily(String architecture) {
        this.architecture = architecture;
    }

    /** As {@code config.json} names the class. */
    String architecture() {
        return architecture;
    }

    /** As {@code config.json} names the type. */
    String modelType() {
        return this == GEMMA3 ? "gemma3_text" : toString();
    }

    /** Whether a GGUF's {@code general.architecture} may have this name; it calls Mistral llama. */
    boolean isGguf() {
        return this != MISTRAL;
    }

    private boolean isGemma() {
        return this == GEMMA || this == GEMMA2 || this == GEMMA3;
    }

    /** {@code offset} counts where the family's own files hold weights less one. */
    Norms norms(double epsilon, boolean offset) {
        boolean after = this == GEMMA2 || this == GEMMA3;
        boolean heads = this == QWEN3 || this == GEMMA3;
        return new Norms(epsilon, isGemma(), isGemma() && offset, after, heads);
    }

    double embeddingScale(int hidden) {
        return isGemma() ? Math.sqrt(hidden) : 1;
    }

    /** Whether the MLP's gate is GELU in its tanh approximation; otherwise it is SiLU. */
    public boolean gelu() {
        return isGemma();
    }

    /** Modules of attention that share its input, stacked in the order of queries, keys, values. */
    public List<String> qkv() {
        return this == PHI3 ? List.of("qkv_proj") : List.of("q_proj", "k_proj", "v_proj");
    }

    /** Modules of the MLP that share its input, stacked gate first. */
    public List<String> gateUp() {
        return this == PHI3 ? List.of("gate_up_proj") : List.of("gate_proj", "up_proj");
    }

    /** {@code llama}, {@code gemma3}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
