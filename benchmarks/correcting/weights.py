"""The embedded model with its adapter merged, as the peers read it: a Hugging Face folder and GGUF files.

    weights.py MODEL.gguf ADAPTER OUT

Needs torch, transformers<5, peft, gguf. Merged in float32; the folder holds bfloat16, the GGUF files Q8_0 and F16, with
the metadata and so the tokenizer of MODEL.gguf.
"""

import pathlib
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType
from peft import PeftModel
from transformers import AutoModelForCausalLM

NAMES = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
         "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
         "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
OWN = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture", "general.file_type",
       "general.quantization_version"}


def permuted(weight, heads):
    """llama.cpp's order of the rows of q and k for the architecture `llama`."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def tensors(model):
    config = model.config
    for name, tensor in model.state_dict().items():
        data, stem = tensor.float().numpy(), name.removesuffix(".weight")
        if stem == "lm_head" and config.tie_word_embeddings:
            continue
        if stem.endswith("q_proj"):
            data = permuted(data, config.num_attention_heads)
        if stem.endswith("k_proj"):
            data = permuted(data, config.num_key_value_heads)
        if stem.startswith("model.layers."):
            _, _, layer, rest = stem.split(".", 3)
            yield f"blk.{layer}.{NAMES[rest]}.weight", data
        else:
            yield {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}[stem] + ".weight", data


def write(path, source, model, kind):
    writer = gguf.GGUFWriter(path, "llama")
    for field in source.fields.values():
        if field.name not in OWN:
            nested = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=nested)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0 if kind == GGMLQuantizationType.Q8_0 else gguf.LlamaFileType.MOSTLY_F16)
    for name, data in tensors(model):
        if data.ndim == 1:
            writer.add_tensor(name, data.astype(np.float32))
        else:
            writer.add_tensor(name, gguf.quants.quantize(data, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    file, adapter, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    base = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, torch_dtype=torch.float32)
    model = PeftModel.from_pretrained(base, adapter).merge_and_unload()
    source = gguf.GGUFReader(file)
    write(out / "merged-Q8_0.gguf", source, model, GGMLQuantizationType.Q8_0)
    write(out / "merged-F16.gguf", source, model, GGMLQuantizationType.F16)
    model.to(torch.bfloat16).save_pretrained(out / "merged")
    (out / "done").touch()


if __name__ == "__main__":
    main()
