#!/usr/bin/env python3
"""Blocks of every quantised type and what gguf-py makes of them, for the tests of the tensor decoder.

    python3 quant_goldens.py ../resources/quants

writes TYPE.blocks (random bytes with scales of ordinary size) and TYPE.f32, gguf.quants.dequantize of them, little-endian
float32. The bits must agree. Needs gguf, numpy.
"""
import pathlib, sys
import numpy as np
import gguf
from gguf import GGMLQuantizationType as Type

# where the float16 numbers of a block lie: scales, and minima
HALVES = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "IQ4_NL": [0], "Q2_K": [80, 82],
          "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_XS": [0]}


def blocks(kind, count, seed, size=0.01):
    """Any bytes are a block but for those of the halves, which could be infinite."""
    _, block_bytes = gguf.GGML_QUANT_SIZES[Type[kind]]
    random = np.random.default_rng(seed)
    made = random.integers(0, 256, (count, block_bytes), dtype=np.uint8)
    for at in HALVES[kind]:
        numbers = size * random.uniform(0.5, 1.5, count) * random.choice([-1, 1], count)
        made[:, at:at + 2] = numbers.astype("<f2").view(np.uint8).reshape(count, 2)
    return made


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    for seed, kind in enumerate(HALVES):
        elements, _ = gguf.GGML_QUANT_SIZES[Type[kind]]
        made = blocks(kind, 2048 // elements, seed)
        made.tofile(out / f"{kind}.blocks")
        gguf.quants.dequantize(made.reshape(-1), Type[kind]).astype("<f4").tofile(out / f"{kind}.f32")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
