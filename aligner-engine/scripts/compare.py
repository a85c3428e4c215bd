#!/usr/bin/env python3
"""Runs the program that `models export` wrote with PyTorch, beside transformers, on a processor or a GPU.

    java -jar aligner-service.jar models export MODEL --device cuda --precision bfloat16 --out program.pt
    python3 compare.py program.pt MODEL --device cuda --precision bfloat16 --batches 1,4,16,64

Needs torch and transformers, for a GGUF (--gguf FILE) gguf as well. MODEL is a directory that transformers loads, of a
family with one rotation for all layers: Llama, Mistral, Qwen 2 and 3, Gemma 1 and 2, Phi 3. Both read the same random prompts and
write the tokens that transformers chooses. Exit code 1 where a logit differs by more than the tolerance.
"""

import argparse
import sys
import time

import torch
from transformers import AutoConfig, AutoModelForCausalLM

FAMILIES = {"llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "phi3"}
ROPES = {"default", "linear", "llama3", "yarn"}
PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--gguf", help="file in MODEL")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--batches", default="1,4,16,64")
    parser.add_argument("--prompt-tokens", type=int, default=64)
    parser.add_argument("--new-tokens", type=int, default=16)
    parser.add_argument("--tolerance", type=float, default=1e-4, help="in float32 (default: %(default)s)")
    return parser.parse_args()


class Weights:
    """A model of transformers laid out as decoder.py takes it, on the model's device."""

    def __init__(self, model, program, slots, context):
        config = model.config
        state = model.state_dict()
        kind = config.model_type
        plus = 1 if kind in {"gemma", "gemma2"} else 0
        wide = program.wide_norms()

        def norm(name):
            weight = state[name + ".weight"]
            return (weight.float() if wide else weight) + plus

        def stack(prefix, names):
            weights = [state[f"{prefix}.{name}.weight"] for name in names]
            biases = [state[f"{prefix}.{name}.bias"] for name in names if f"{prefix}.{name}.bias" in state]
            return torch.cat(weights), torch.cat(biases) if biases else None

        self.norms, self.after, self.heads, self.matrices = [], [], [], []
        fused = kind == "phi3"
        for i in range(config.num_hidden_layers):
            layer = f"model.layers.{i}"
            self.norms.append(norm(layer + ".input_layernorm"))
            if kind == "gemma2":
                self.norms.append(norm(layer + ".pre_feedforward_layernorm"))
                self.after += [norm(f"{layer}.post_{place}_layernorm") for place in ("attention", "feedforward")]
            else:
                self.norms.append(norm(layer + ".post_attention_layernorm"))
            if kind == "qwen3":
                each = [(config.num_attention_heads, "q_norm"), (config.num_key_value_heads, "k_norm")]
                self.heads.append(
                    torch.cat([norm(f"{layer}.self_attn.{name}").repeat(count, 1) for count, name in each])
                )
            self.matrices += [
                stack(layer + ".self_attn", ["qkv_proj"] if fused else ["q_proj", "k_proj", "v_proj"]),
                stack(layer + ".self_attn", ["o_proj"]),
                stack(layer + ".mlp", ["gate_up_proj"] if fused else ["gate_proj", "up_proj"]),
                stack(layer + ".mlp", ["down_proj"]),
            ]
        self.norms.append(norm("model.norm"))
        self.matrices.append((model.get_output_embeddings().weight, None))
        self.embedding = [state["model.embed_tokens.weight"]]
        like = self.embedding[0]
        places = torch.arange(context, device=like.device).unsqueeze(0)
        cos, sin = model.model.rotary_emb(like.float(), places)
        cos, sin = cos[0].unsqueeze(1), sin[0].unsqueeze(1)
        half = sin.size(-1) // 2
        # the first half's sines are subtracted
        sin = torch.cat([-sin[..., :half], sin[..., half:]], -1)
        self.rotations = [cos.to(like.dtype), sin.to(like.dtype)] * len(program.windows())
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        shape = (slots, config.num_key_value_heads, context, width)
        self.keys, self.values = (
            [torch.empty(shape, dtype=like.dtype, device=like.device) for _ in range(config.num_hidden_layers)]
            for _ in range(2)
        )


def step(program, weights, tokens, start):
    """Logits of the last token of each of `tokens` [batch, count], which begin at `start` in their slots."""
    batch, count = tokens.shape
    device = tokens.device
    positions = torch.arange(start, start + count, device=device).repeat(batch)
    rows = torch.arange(1, batch + 1, device=device) * count - 1
    total = batch * count
    return program.forward(
        tokens.reshape(-1), positions, list(range(batch)), [start] * batch, [count] * batch, rows,
        weights.embedding, weights.norms, weights.after, weights.heads, weights.matrices, weights.rotations,
        weights.keys, weights.values, [total], [total], [batch], [-1], [], [], [], [], [], False,
    )  # fmt: skip


def timed(device, work):
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    started = time.perf_counter()
    result = work()
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return result, time.perf_counter() - started


def run(program, weights, model, batch, options):
    tokens = torch.randint(3, model.config.vocab_size, (batch, options.prompt_tokens), device=options.device)
    worst, seconds = 0.0, {"read": [0.0, 0.0], "write": [0.0, 0.0]}
    cache, at = None, 0
    for i in range(options.new_tokens + 1):
        ours, mine = timed(options.device, lambda: step(program, weights, tokens, at))
        theirs, other = timed(
            options.device,
            lambda: model(input_ids=tokens, past_key_values=cache, use_cache=True, logits_to_keep=1),
        )
        both = seconds["read" if i == 0 else "write"]
        both[0] += mine
        both[1] += other
        scores = theirs.logits[:, -1].float()
        worst = max(worst, (ours - scores).abs().max().item())
        cache, at = theirs.past_key_values, at + tokens.size(1)
        tokens = scores.argmax(-1, keepdim=True)
    read = [batch * options.prompt_tokens / each for each in seconds["read"]]
    wrote = [batch * options.new_tokens / each for each in seconds["write"]]
    print(f"{batch:5d}  {read[0]:9.0f} {read[1]:9.0f}   {wrote[0]:9.0f} {wrote[1]:9.0f}   {worst:.1e}", flush=True)
    return worst


def main():
    options = arguments()
    batches = [int(each) for each in options.batches.split(",")]
    torch.manual_seed(1)
    more = {"gguf_file": options.gguf} if options.gguf else {}
    if AutoConfig.from_pretrained(options.model, **more).model_type == "gemma2":
        # the fused attention of transformers leaves the cap on scores out
        more["attn_implementation"] = "eager"
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=PRECISIONS[options.precision], **more)
    rope = (getattr(model.config, "rope_scaling", None) or {}).get("rope_type", "default")
    if model.config.model_type not in FAMILIES or rope not in ROPES:
        sys.exit(f"{model.config.model_type}, {rope} (expected: one of {sorted(FAMILIES)}, with one of {sorted(ROPES)})")
    model = model.to(options.device).eval()
    program = torch.jit.load(options.program, map_location=options.device)
    context = options.prompt_tokens + options.new_tokens + 1
    worst = 0.0
    print("            read, tokens/s      written, tokens/s   largest")
    print("batch       ours    theirs        ours    theirs   difference")
    # as the service does: every new shape would be optimised anew
    with torch.inference_mode(), torch.jit.optimized_execution(False):
        for batch in [batches[0], *batches]:
            # the first of all is made once more, warm
            weights = Weights(model, program, batch, context)
            worst = max(worst, run(program, weights, model, batch, options))
    if options.precision == "float32" and worst > options.tolerance:
        sys.exit(f"largest difference: {worst:.1e} (expected: at most {options.tolerance:.0e})")


if __name__ == "__main__":
    main()
