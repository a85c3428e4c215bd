#!/usr/bin/env python3
"""Golden logits by the reference implementation (Hugging Face transformers), for the engine's parity tests.

    python3 goldens.py fixtures ../resources/models           # makes the committed fixtures anew
    python3 goldens.py checkpoint MODEL OUT [--prompts N]     # goldens of a full checkpoint or GGUF

Needs torch, transformers<5, gguf, accelerate, tokenizers, safetensors. Everything is float32 arithmetic on the weights
as the file holds them (dequantised), so that what is compared is the computation, not the storage.

A golden is golden.json (prompt, greedy tokens, vocabulary) and golden.f32: little-endian float32 logits, first of every
prompt position, then of each of the cached decode steps.
"""
import argparse, json, pathlib, shutil
import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

STEPS = 16
VOCABULARY = 320


def golden(model, prompt, out, steps=STEPS, keep_logits=True):
    """Prefill, then `steps` decode steps on the cache, each with the token that was the most probable."""
    with torch.no_grad():
        step = model(torch.tensor([prompt]), use_cache=True)
        logits, tokens = [step.logits[0]], []
        for _ in range(steps):
            tokens.append(int(step.logits[0, -1].argmax()))
            step = model(torch.tensor([[tokens[-1]]]), past_key_values=step.past_key_values, use_cache=True)
            logits.append(step.logits[0])
    out.mkdir(parents=True, exist_ok=True)
    vocabulary = logits[0].shape[-1]
    (out / "golden.json").write_text(json.dumps({"prompt": prompt, "tokens": tokens, "vocabulary": vocabulary}) + "\n")
    if keep_logits:
        torch.cat(logits).numpy().astype("<f4").tofile(out / "golden.f32")


def tokenizer(out):
    """A byte-level BPE of 320 tokens, with control tokens in the manner of ChatML."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    text = ["The answer to the question is here and there.", "You are a good question, said the answer.", "Is it? It is."] * 4
    t.train_from_iterator(text, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.save(str(out / "tokenizer.json"), pretty=False)
    (out / "tokenizer_config.json").write_text(json.dumps({
        "bos_token": "<|im_start|>", "eos_token": "<|im_end|>",
        "chat_template": "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] "
                         "+ '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"}) + "\n")


def tiny(seed, **changes):
    torch.manual_seed(seed)
    config = LlamaConfig(**{**dict(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, rms_norm_eps=1e-5, rope_theta=10000.0,
        tie_word_embeddings=True, bos_token_id=1, eos_token_id=2, pad_token_id=0, initializer_range=0.25), **changes})
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():  # norms and biases that are not ones and zeros, or nobody would see them left out
        for name, p in model.named_parameters():
            if "norm" in name:
                p.copy_(1 + 0.3 * torch.randn_like(p))
            if name.endswith("bias"):
                p.copy_(0.3 * torch.randn_like(p))
    return model


def prompt(seed, n=24, below=VOCABULARY):
    return [int(t) for t in np.random.default_rng(seed).integers(3, below, n)]


def huggingface(out, seed, dtype, **changes):
    model = tiny(seed, **changes).to(dtype)
    shutil.rmtree(out, ignore_errors=True)
    model.save_pretrained(out, safe_serialization=True)
    tokenizer(out)
    golden(AutoModelForCausalLM.from_pretrained(out, torch_dtype=torch.float32).eval(), prompt(seed), out)


def permute(weight, heads):
    """llama.cpp's order of the rows of q and k for the architecture `llama`."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def gguf_sizes(w, config):
    w.add_context_length(config.max_position_embeddings)
    w.add_embedding_length(config.hidden_size)
    w.add_block_count(config.num_hidden_layers)
    w.add_feed_forward_length(config.intermediate_size)
    w.add_head_count(config.num_attention_heads)
    w.add_head_count_kv(config.num_key_value_heads)
    w.add_layer_norm_rms_eps(config.rms_norm_eps)


def few(tokens, size):
    """Of the tokens so many that ASCII and a few letters beyond can still be written: control tokens, what two merges
    make, single bytes, those that texts of tests need first."""
    from tokenizers import pre_tokenizers
    letters = "".join(chr(c) for c in range(33, 127)) + " \n\t\u00c9\u00e9"
    parts = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(letters)
    needed = list(dict.fromkeys("".join(part for part, _ in parts)))
    others = [t for t in tokens if len(t) == 1 and t not in needed]
    return tokens[:3] + (["he", "\u0120a"] + needed + others)[:size - 3]


def gguf_vocabulary(w, vocabulary, chat, size=VOCABULARY):
    """Of the `model` in tokenizer.json, its first tokens."""
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    tokens = sorted(vocabulary["vocab"], key=vocabulary["vocab"].get)
    if size < len(tokens):
        tokens = few(tokens, size)
    unused = [f"[PAD{i}]" for i in range(len(tokens), size)]  # as llama.cpp's converter fills the table up
    w.add_token_list(tokens + unused)
    w.add_token_types([3] * 3 + [1] * (len(tokens) - 3) + [5] * len(unused))
    merges = [m if isinstance(m, list) else m.split(" ") for m in vocabulary["merges"]]
    w.add_token_merges([" ".join(m) for m in merges if {*m, "".join(m)} <= {*tokens}] or ["a b"])
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    w.add_add_bos_token(False)
    w.add_chat_template(chat)


def gguf_file(out, seed, kind):
    import gguf
    model = tiny(seed, hidden_size=64, intermediate_size=64, num_hidden_layers=1, tie_word_embeddings=kind != "F16")
    write_gguf(out, seed, kind, model, lambda data: (gguf.quants.quantize(data, gguf.GGMLQuantizationType[kind]), kind))


def block_gguf(out, seed, kind):
    """Of a type that gguf-py reads and does not write: random blocks are the weights. Rows that are no whole blocks are
    of another type, as llama.cpp's own quantisation has it. The vocabulary is small, so that the file is."""
    import gguf
    from quant_goldens import blocks
    width, _ = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind]]
    hidden = max(width, 64)
    model = tiny(seed, vocab_size=192, hidden_size=hidden, intermediate_size=64, num_hidden_layers=1)
    made = iter(range(1000 * seed, 1000 * seed + 1000))

    def quantise(data):
        if data.shape[1] % width:
            return gguf.quants.quantize(data, gguf.GGMLQuantizationType.Q8_0), "Q8_0"
        count = data.size // width
        ones = gguf.quants.dequantize(blocks(kind, 64, 0, 1.0).reshape(-1), gguf.GGMLQuantizationType[kind])
        return blocks(kind, count, next(made), 0.6 / np.sqrt(hidden) / ones.std()).reshape(data.shape[0], -1), kind

    write_gguf(out, seed, kind, model, quantise)


def write_gguf(out, seed, kind, model, quantise):
    import gguf
    config = model.config
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    tokenizer(out)
    vocabulary = json.loads((out / "tokenizer.json").read_text())["model"]
    chat = json.loads((out / "tokenizer_config.json").read_text())["chat_template"]
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (out / name).unlink()
    path = out / f"tiny-{kind}.gguf"
    w = gguf.GGUFWriter(path, "llama")
    gguf_sizes(w, config)
    w.add_rope_freq_base(config.rope_theta)
    w.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    w.add_vocab_size(config.vocab_size)
    gguf_vocabulary(w, vocabulary, chat, config.vocab_size)
    names = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
             "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
             "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
             "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        data = tensor.numpy()
        if "q_proj" in name:
            data = permute(data, config.num_attention_heads)
        if "k_proj" in name:
            data = permute(data, config.num_key_value_heads)
        stem = name.removesuffix(".weight")
        if stem.startswith("model.layers."):
            _, _, layer, rest = stem.split(".", 3)
            stem = f"blk.{layer}.{names[rest]}"
        else:
            stem = names[stem]
        if data.ndim == 1:
            w.add_tensor(stem + ".weight", data.astype(np.float32))
        else:
            quantised, stored = quantise(data)
            w.add_tensor(stem + ".weight", quantised, raw_dtype=gguf.GGMLQuantizationType[stored])
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    prompted = prompt(seed, below=config.vocab_size)
    golden(AutoModelForCausalLM.from_pretrained(out, gguf_file=path.name, torch_dtype=torch.float32).eval(), prompted, out)


def fixtures(out):
    huggingface(out / "llama-f32-tied", 1, torch.float32)
    huggingface(out / "llama-f16-untied", 2, torch.float16, tie_word_embeddings=False)
    huggingface(out / "llama-bf16-biased", 3, torch.bfloat16, tie_word_embeddings=False, attention_bias=True, mlp_bias=True)
    huggingface(out / "llama-f32-wide-heads", 4, torch.float32, head_dim=16, num_key_value_heads=4, rope_theta=500000.0)
    huggingface(out / "llama-f32-one-key", 5, torch.float32, num_key_value_heads=1)
    for i, kind in enumerate(("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1")):
        gguf_file(out / f"gguf-{kind.lower()}", 10 + i, kind)
    for i, kind in enumerate(("Q5_0", "Q5_1", "IQ4_NL", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_XS")):
        block_gguf(out / f"gguf-{kind.lower()}", 30 + i, kind)
    for d in sorted(out.iterdir()):
        size = sum(f.stat().st_size for f in d.iterdir())
        print(f"{d.name:24} {size:>8} bytes")
        assert size < 300_000, d


TOPICS = ["Paris", "a good night's sleep", "prime numbers", "how bread rises", "a polite refusal", "the tides", "Python lists",
          "the French Revolution", "a CV", "saving water"]
ASKS = ["Explain {} in two sentences.", "What is the best thing about {}?", "Write a short rhyme about {}.",
        "Name three facts about {}.", "Tell a child about {}."]


def checkpoint(path, out, count):
    where = pathlib.Path(path)
    args = (where.parent, dict(gguf_file=where.name)) if where.suffix == ".gguf" else (where, {})
    model = AutoModelForCausalLM.from_pretrained(args[0], torch_dtype=torch.float32, **args[1]).eval()
    tok = AutoTokenizer.from_pretrained(args[0], **args[1])
    for i in range(count):
        text = ASKS[i % len(ASKS)].format(TOPICS[i // len(ASKS) % len(TOPICS)])
        ids = tok.apply_chat_template([{"role": "user", "content": text}], add_generation_prompt=True)
        golden(model, ids, pathlib.Path(out) / f"{i:03}", keep_logits=True)
        print(i, text, flush=True)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="what", required=True)
    sub.add_parser("fixtures").add_argument("out", type=pathlib.Path)
    c = sub.add_parser("checkpoint")
    c.add_argument("model"); c.add_argument("out"); c.add_argument("--prompts", type=int, default=50)
    a = ap.parse_args()
    fixtures(a.out) if a.what == "fixtures" else checkpoint(a.model, a.out, a.prompts)
