#!/usr/bin/env python3
"""LoRA adapters saved by PEFT for the tiny models, and PEFT's logits with them, for the engine's parity tests.

    python3 adapter_goldens.py ../resources/models ../resources/adapters ../resources/merged-adapters   # makes them anew

Those of the last folder change more than the matrices of linear layers: they can be merged, and not be put beside a model.
Needs peft besides what goldens.py needs. A fixture is what PEFT's save_pretrained writes, and a golden as goldens.py
writes it, whose golden.json also names the model. Arithmetic is float32 on the adapter as its file holds it.
"""
import json, pathlib, shutil, sys
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM
from goldens import golden, prompt


def base(folder):
    ggufs = list(folder.glob("*.gguf"))
    args = dict(gguf_file=ggufs[0].name) if ggufs else {}
    return AutoModelForCausalLM.from_pretrained(
        folder, torch_dtype=torch.float32, attn_implementation="eager", **args).eval()


def adapter(models, out, name, model, seed, dtype, **config):
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    torch.manual_seed(seed)
    adapted = get_peft_model(base(models / model), LoraConfig(bias="none", **config))
    with torch.no_grad():  # B begins with zeros, which would hide everything
        for parameter_name, p in adapted.named_parameters():
            if "lora_" in parameter_name:
                p.copy_(0.15 * torch.randn_like(p))
            elif p.requires_grad:  # a module to save: another than the model's
                p.add_(0.3 * torch.randn_like(p))
    adapted.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    weights = folder / "adapter_model.safetensors"
    save_file({key: tensor.to(dtype).contiguous() for key, tensor in load_file(weights).items()}, weights)
    weights.chmod(0o644)
    described = json.loads((folder / "adapter_config.json").read_text())
    described["base_model_name_or_path"] = model
    if isinstance(described["target_modules"], list):
        described["target_modules"].sort()
    (folder / "adapter_config.json").write_text(json.dumps(described, indent=2) + "\n")
    reloaded = PeftModel.from_pretrained(base(models / model), folder).eval()
    golden(reloaded, prompt(seed), folder)
    record = folder / "golden.json"
    record.write_text(json.dumps({"model": model, **json.loads(record.read_text())}) + "\n")
    print(f"{name:24} {sum(f.stat().st_size for f in folder.iterdir()):>8} bytes")


def main(models, out, merged):
    adapter(models, out, "list-f32", "llama-f32-tied", 31, torch.float32,
            r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"])
    adapter(models, out, "regex-rslora-bf16", "llama-bf16-biased", 32, torch.bfloat16,
            r=6, lora_alpha=5, use_rslora=True, target_modules=r".*\.layers\.\d+\.(self_attn\.[kvo]_proj|mlp\..*_proj)")
    adapter(models, out, "patterns-f16", "gguf-q8_0", 33, torch.float16,
            r=4, lora_alpha=4, target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
            rank_pattern={r"layers\.0\.mlp\.(gate|up)_proj": 3, "k_proj": 1}, alpha_pattern={"q_proj": 9, "layers.0.self_attn.o_proj": 2})
    adapter(models, out, "head-patterns-rslora", "llama-f16-untied", 34, torch.float32,
            r=2, lora_alpha=3, use_rslora=True, target_modules=["lm_head", "model.layers.1.self_attn.q_proj"],
            rank_pattern={"^model.layers.1.self_attn.q_proj": 5})
    adapter(models, out, "gemma2-f16", "gemma2", 35, torch.float16,
            r=3, lora_alpha=6, target_modules=["q_proj", "k_proj", "o_proj", "gate_proj", "down_proj"])
    adapter(models, out, "phi3-stacked-bf16", "phi3", 36, torch.bfloat16,
            r=4, lora_alpha=8, target_modules=["qkv_proj", "o_proj", "gate_up_proj", "down_proj"])

    adapter(models, merged, "saved-bf16", "llama-f16-untied", 41, torch.bfloat16,
            r=2, lora_alpha=4, target_modules=["q_proj", "v_proj", "lm_head"], modules_to_save=["lm_head", "embed_tokens", "norm", "mlp"])
    adapter(models, merged, "saved-head-untied", "llama-f32-tied", 42, torch.float16,
            r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["lm_head"])
    adapter(models, merged, "saved-tied-gemma2", "gemma2", 43, torch.float16,
            r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens"], ensure_weight_tying=True)
    adapter(models, merged, "saved-biases", "llama-bf16-biased", 44, torch.bfloat16,
            r=2, lora_alpha=4, target_modules=["k_proj"], modules_to_save=["o_proj"])
    adapter(models, merged, "embedding-untied", "gguf-q8_0", 45, torch.float16,
            r=3, lora_alpha=9, target_modules=["embed_tokens", "q_proj"])
    adapter(models, merged, "embedding-gemma3", "gemma3", 46, torch.float16,
            r=3, lora_alpha=6, target_modules=["embed_tokens", "lm_head", "down_proj"])


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
