#!/usr/bin/env python3
"""Makes a directory in the shape of a Llama 7B in bfloat16 whose weights are zeros: files with holes, which take no room on the disk.

    empty7b.py DIRECTORY

For what loading takes, in time and memory: zeros are read, converted and placed like other numbers. The shape, the shards and their
index are those of a published 7B; the tokenizer is a fixture's, with fewer tokens than the embedding has rows. Needs nothing but Python.
"""

import json
import pathlib
import shutil
import struct
import sys

HIDDEN, LAYERS, HEADS, INNER, ROWS = 4096, 32, 32, 11008, 32001
LAYERS_A_SHARD = 11
FIXTURE = pathlib.Path(__file__).resolve().parent.parent / "src/test/resources/models/llama-f32-tied"


def layer(number):
    name = f"model.layers.{number}."
    square = [HIDDEN, HIDDEN]
    yield from ((f"{name}self_attn.{each}_proj.weight", square) for each in "qkvo")
    yield from ((f"{name}mlp.{each}_proj.weight", [INNER, HIDDEN]) for each in ("gate", "up"))
    yield f"{name}mlp.down_proj.weight", [HIDDEN, INNER]
    yield from ((f"{name}{each}_layernorm.weight", [HIDDEN]) for each in ("input", "post_attention"))


def shards():
    tensors = [("model.embed_tokens.weight", [ROWS, HIDDEN])]
    for number in range(LAYERS):
        tensors += layer(number)
        if number % LAYERS_A_SHARD == LAYERS_A_SHARD - 1:
            yield tensors
            tensors = []
    yield [*tensors, ("model.norm.weight", [HIDDEN]), ("lm_head.weight", [ROWS, HIDDEN])]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True)
    place, total, parts = {}, 0, list(shards())
    for number, tensors in enumerate(parts, 1):
        file = f"model-{number:05}-of-{len(parts):05}.safetensors"
        header, at = {}, 0
        for name, shape in tensors:
            size = 2
            for each in shape:
                size *= each
            header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
            place[name] = file
            at += size
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(folder / file, "wb") as out:
            out.write(struct.pack("<Q", len(text)) + text)
            out.truncate(8 + len(text) + at)
        total += at
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": place}))
    config = json.loads((FIXTURE / "config.json").read_text())
    config |= {"hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": HEADS,
               "head_dim": HIDDEN // HEADS, "intermediate_size": INNER, "vocab_size": ROWS, "tie_word_embeddings": False,
               "max_position_embeddings": 4096, "dtype": "bfloat16"}
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    for file in FIXTURE.glob("*token*"):
        shutil.copy(file, folder)
    print(f"{folder}: {len(parts)} shards, {total:,} bytes of zeros")


if __name__ == "__main__":
    main()
