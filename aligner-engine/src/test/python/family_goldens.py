#!/usr/bin/env python3
"""Tiny models of every decoder family with their golden logits, for the engine's parity tests.

    python3 family_goldens.py ../resources/models [NAME ...]     # makes the committed fixtures anew, or those named

Needs what goldens.py needs; a golden is as there. Attention is the written-out one of transformers: the fused one knows
no capped scores. Windows are smaller than the prompt and rope scalings' trained windows smaller than prompt and steps,
or nobody would see them left out.

Made with transformers 4.57. Version 5 has the same arithmetic and another spelling of rope settings; two fixtures are
spelt so after the golden was made. GGUFs are written as llama.cpp's converter does it (conversion/*.py there, before
2025-12 convert_hf_to_gguf.py); what it does is said at each architecture. Their golden is that of the weights as the
file holds them, and where transformers 4.57 reads such a GGUF itself (qwen2, gemma2, gemma3) it has to find these weights in it.
"""
import json, math, pathlib, shutil, sys
import numpy as np
import torch
import transformers as tf
from goldens import VOCABULARY, golden, gguf_sizes, gguf_vocabulary, permute, prompt, tokenizer

GEMMA = dict(head_dim=16, pad_token_id=0, eos_token_id=2, bos_token_id=1)
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=16)
LONG = dict(type="longrope", short_factor=[1.0, 1.1, 1.2, 1.3], long_factor=[1.0, 1.5, 3.0, 6.0])


def tiny(seed, family, **changes):
    torch.manual_seed(seed)
    config = getattr(tf, family + ("TextConfig" if family == "Gemma3" else "Config"))(**{**dict(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=True,
        bos_token_id=1, eos_token_id=2, pad_token_id=0, initializer_range=0.25), **changes})
    model = getattr(tf, family + "ForCausalLM")(config).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "norm" in name:  # Gemma adds the one itself
                p.copy_(0.3 * torch.randn_like(p) + (0 if family.startswith("Gemma") else 1))
            if name.endswith("bias"):
                p.copy_(0.3 * torch.randn_like(p))
    return model


def huggingface(out, seed, dtype, family, spelling=None, **changes):
    shutil.rmtree(out, ignore_errors=True)
    tiny(seed, family, **changes).to(dtype).save_pretrained(out, safe_serialization=True)
    tokenizer(out)
    model = tf.AutoModelForCausalLM.from_pretrained(out, torch_dtype=torch.float32, attn_implementation="eager").eval()
    golden(model, prompt(seed), out)
    if spelling:
        path = out / "config.json"
        described = json.loads(path.read_text())
        spelling(described)
        path.write_text(json.dumps(described, indent=2, sort_keys=True) + "\n")


def seeing(out, seed, dtype, **changes):
    """A Gemma 3 that also sees; asked for text alone."""
    shutil.rmtree(out, ignore_errors=True)
    text = tiny(seed, "Gemma3", **changes)
    eye = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=28, patch_size=14)
    config = tf.Gemma3Config(text_config=text.config.to_dict(), vision_config=eye, mm_tokens_per_image=1, eos_token_id=[1, 2],
                             boi_token_index=VOCABULARY - 3, eoi_token_index=VOCABULARY - 2, image_token_index=VOCABULARY - 1)
    model = tf.Gemma3ForConditionalGeneration(config).eval()
    model.model.language_model.load_state_dict(text.model.state_dict())
    model.to(dtype).save_pretrained(out, safe_serialization=True)
    tokenizer(out)
    model = tf.Gemma3ForConditionalGeneration.from_pretrained(out, torch_dtype=torch.float32, attn_implementation="eager").eval()
    golden(model, prompt(seed, below=VOCABULARY - 3), out)


def version5(described):
    """transformers 5: base and scaling in one object."""
    scaling = described.pop("rope_scaling")
    described["rope_parameters"] = {**scaling, "rope_theta": described.pop("rope_theta")}


def version5_gemma3(described):
    """transformers 5: an object for each type of layer."""
    described["rope_parameters"] = {
        "full_attention": {**described.pop("rope_scaling"), "rope_theta": described.pop("rope_theta")},
        "sliding_attention": {"rope_type": "default", "rope_theta": described.pop("rope_local_base_freq")}}


# conversion/base.py by way of gguf-py/gguf/tensor_mapping.py
NAMES = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
         "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
         "self_attn.qkv_proj": "attn_qkv", "self_attn.o_proj": "attn_output",
         "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
         "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.gate_up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
         "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
SANDWICH = {"post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
            "post_feedforward_layernorm": "post_ffw_norm"}


def gguf_name(name, sandwich):
    stem, kind = name.rsplit(".", 1)
    names = {**NAMES, **(SANDWICH if sandwich else {})}
    if stem.startswith("model.layers."):
        _, _, layer, rest = stem.split(".", 3)
        return f"blk.{layer}.{names[rest]}.{kind}"
    return f"{names[stem]}.{kind}"


def llama3_divisors(config):
    """LlamaModel.generate_extra_tensors."""
    s = config.rope_scaling
    freqs = 1.0 / config.rope_theta ** (torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim)
    window, divisors = s["original_max_position_embeddings"], []
    for freq in freqs:
        wavelength = 2 * math.pi / freq
        if wavelength < window / s["high_freq_factor"]:
            divisors.append(1)
        elif wavelength > window / s["low_freq_factor"]:
            divisors.append(s["factor"])
        else:
            smooth = (window / wavelength - s["low_freq_factor"]) / (s["high_freq_factor"] - s["low_freq_factor"])
            divisors.append(1 / ((1 - smooth) / s["factor"] + smooth))
    return {"rope_freqs.weight": divisors}


def describe(w, arch, config):
    """set_gguf_parameters and generate_extra_tensors of the architecture's class: metadata, and tensors that are settings."""
    import gguf
    gguf_sizes(w, config)
    if arch == "llama":
        w.add_rope_freq_base(config.rope_theta)
        w.add_rope_dimension_count(config.head_dim)
        w.add_key_length(config.head_dim)
        w.add_value_length(config.head_dim)
        return llama3_divisors(config)
    if arch == "qwen2":  # q, k and v keep their biases and their rows' order
        w.add_rope_freq_base(config.rope_theta)
        w.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        w.add_rope_scaling_factor(config.rope_scaling["factor"])
        w.add_rope_scaling_orig_ctx_len(config.rope_scaling["original_max_position_embeddings"])
    if arch == "qwen3":
        w.add_rope_freq_base(config.rope_theta)
        w.add_key_length(config.head_dim)
        w.add_value_length(config.head_dim)
    if arch.startswith("gemma"):  # no base but Gemma 3's: it is 10000; the head's width stands for the scores' scale
        w.add_key_length(config.head_dim)
        w.add_value_length(config.head_dim)
    if arch == "gemma2":  # which layers see everything is llama.cpp's own knowledge, here and with gemma3
        w.add_attn_logit_softcapping(config.attn_logit_softcapping)
        w.add_final_logit_softcapping(config.final_logit_softcapping)
        w.add_sliding_window(config.sliding_window)
    if arch == "gemma3":
        w.add_rope_freq_base(config.rope_theta)
        w.add_sliding_window(config.sliding_window)
        w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        w.add_rope_scaling_factor(config.rope_scaling["factor"])
    if arch == "phi3":  # a window of 0 is none
        trained = config.original_max_position_embeddings
        dims = int(config.partial_rotary_factor * config.hidden_size) // config.num_attention_heads
        w.add_rope_scaling_orig_ctx_len(trained)
        w.add_rope_dimension_count(dims)
        w.add_rope_freq_base(config.rope_theta)
        w.add_sliding_window(config.sliding_window or 0)
        w.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(config.max_position_embeddings / trained) / math.log(trained)))
        return {"rope_factors_long.weight": config.rope_scaling["long_factor"],
                "rope_factors_short.weight": config.rope_scaling["short_factor"]}
    return {}


def gguf_file(out, seed, kind, arch, family, **changes):
    import gguf
    model = tiny(seed, family, **changes)
    config = model.config
    config._attn_implementation = "eager"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    tokenizer(out)
    vocabulary = json.loads((out / "tokenizer.json").read_text())["model"]
    chat = json.loads((out / "tokenizer_config.json").read_text())["chat_template"]
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (out / name).unlink()
    path = out / f"tiny-{kind}.gguf"
    w = gguf.GGUFWriter(path, arch)
    extra = describe(w, arch, config)
    w.add_vocab_size(config.vocab_size)
    gguf_vocabulary(w, vocabulary, chat)
    quantisation = gguf.GGMLQuantizationType[kind]
    held = {}
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        data = tensor.numpy()
        if data.ndim == 2:
            data = gguf.quants.dequantize(gguf.quants.quantize(data, quantisation), quantisation)
        held[name] = torch.from_numpy(data)
        # GemmaModel.modify_tensors and its successors
        shift = 1 if arch.startswith("gemma") and name.endswith("norm.weight") else 0
        if arch == "llama" and "q_proj" in name:  # LlamaModel.permute: no other architecture
            data = permute(data, config.num_attention_heads)
        if arch == "llama" and "k_proj" in name:
            data = permute(data, config.num_key_value_heads)
        stored = gguf_name(name, arch in ("gemma2", "gemma3"))
        if data.ndim == 1:
            w.add_tensor(stored, data.astype(np.float32) + np.float32(shift))
        else:
            w.add_tensor(stored, gguf.quants.quantize(data, quantisation), raw_dtype=quantisation)
    for name, numbers in extra.items():
        w.add_tensor(name, np.array(numbers, dtype=np.float32))
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    model.load_state_dict(held, strict=False)
    golden(model, prompt(seed), out)
    if arch in ("qwen2", "gemma2", "gemma3"):
        read = tf.AutoModelForCausalLM.from_pretrained(out, gguf_file=path.name, torch_dtype=torch.float32).state_dict()
        for name, tensor in held.items():
            assert torch.allclose(read[name], tensor, atol=1e-6), name


FIXTURES = {
    "llama-rope-llama3": (huggingface, 41, torch.bfloat16, "Llama", dict(head_dim=16, rope_scaling=LLAMA3)),
    "llama-rope-linear": (huggingface, 42, torch.bfloat16, "Llama",
                          dict(max_position_embeddings=32, rope_scaling=dict(type="linear", factor=2.0))),
    # the prompt within the trained window, the steps beyond: what transformers makes of a prompt beyond depends on chunks
    "llama-rope-dynamic": (huggingface, 43, torch.bfloat16, "Llama",
                           dict(max_position_embeddings=28, rope_scaling=dict(rope_type="dynamic", factor=2.0))),
    "llama-rope-yarn": (huggingface, 44, torch.bfloat16, "Llama",
                        dict(head_dim=16, rope_scaling=YARN, max_position_embeddings=64, spelling=version5)),
    "mistral": (huggingface, 45, torch.bfloat16, "Mistral", dict(sliding_window=7, tie_word_embeddings=False)),
    "qwen2": (huggingface, 46, torch.float16, "Qwen2", dict(use_sliding_window=True, sliding_window=9, max_window_layers=1)),
    "qwen3": (huggingface, 47, torch.bfloat16, "Qwen3", dict(head_dim=16, tie_word_embeddings=False)),
    "gemma": (huggingface, 48, torch.bfloat16, "Gemma", dict(GEMMA, num_key_value_heads=1)),
    "gemma2": (huggingface, 49, torch.bfloat16, "Gemma2",
               dict(GEMMA, num_hidden_layers=3, sliding_window=6, query_pre_attn_scalar=24, attn_logit_softcapping=3.0,
                    final_logit_softcapping=12.0)),
    "gemma3": (huggingface, 50, torch.bfloat16, "Gemma3",
               dict(GEMMA, num_hidden_layers=3, sliding_window=6, sliding_window_pattern=3, query_pre_attn_scalar=24,
                    rope_theta=100000.0, rope_local_base_freq=1000.0, rope_scaling=dict(rope_type="linear", factor=4.0))),
    "gemma3-version5": (huggingface, 51, torch.float16, "Gemma3",
                        dict(GEMMA, sliding_window=5, sliding_window_pattern=2, query_pre_attn_scalar=16,
                             rope_theta=100000.0, rope_local_base_freq=1000.0, spelling=version5_gemma3,
                             rope_scaling=dict(rope_type="linear", factor=4.0))),
    "gemma3-vision": (seeing, 54, torch.bfloat16,
                      dict(GEMMA, num_hidden_layers=3, sliding_window=6, sliding_window_pattern=3, query_pre_attn_scalar=24,
                           rope_theta=100000.0, rope_local_base_freq=1000.0, rope_scaling=dict(rope_type="linear", factor=4.0))),
    "phi3": (huggingface, 52, torch.bfloat16, "Phi3", dict(sliding_window=8, tie_word_embeddings=False)),
    "phi3-longrope": (huggingface, 53, torch.bfloat16, "Phi3",
                      dict(hidden_size=64, num_hidden_layers=1, partial_rotary_factor=0.5, rope_scaling=LONG,
                           original_max_position_embeddings=16, max_position_embeddings=64)),
    "gguf-llama-rope": (gguf_file, 61, "F16", "llama", "Llama", dict(head_dim=16, rope_scaling=LLAMA3)),
    "gguf-qwen2": (gguf_file, 62, "F16", "qwen2", "Qwen2",
                   dict(rope_scaling=YARN, max_position_embeddings=64, tie_word_embeddings=False)),
    "gguf-qwen3": (gguf_file, 63, "F16", "qwen3", "Qwen3", dict(head_dim=16)),
    "gguf-gemma": (gguf_file, 64, "F16", "gemma", "Gemma", dict(GEMMA, num_key_value_heads=1)),
    "gguf-gemma2": (gguf_file, 65, "BF16", "gemma2", "Gemma2",
                    dict(GEMMA, num_hidden_layers=3, sliding_window=6, query_pre_attn_scalar=16, attn_logit_softcapping=3.0,
                         final_logit_softcapping=12.0)),
    "gguf-gemma3": (gguf_file, 66, "Q8_0", "gemma3", "Gemma3",
                    dict(GEMMA, num_hidden_layers=6, sliding_window=6, query_pre_attn_scalar=16, rope_theta=100000.0,
                         rope_scaling=dict(rope_type="linear", factor=4.0))),
    "gguf-phi3": (gguf_file, 67, "F16", "phi3", "Phi3",
                  dict(hidden_size=64, num_hidden_layers=1, partial_rotary_factor=0.5, rope_scaling=LONG,
                       original_max_position_embeddings=16, max_position_embeddings=64, sliding_window=8)),
}


def main(out, names):
    for name in names or FIXTURES:
        make, seed, *arguments, changes = FIXTURES[name]
        make(out / name, seed, *arguments, **{key: dict(value) if isinstance(value, dict) else value
                                             for key, value in changes.items()})
        size = sum(f.stat().st_size for f in (out / name).iterdir())
        print(f"{name:24} {size:>8} bytes", flush=True)
        assert size < 300_000, name


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
