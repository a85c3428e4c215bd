"""Golden ids of SmolLM2's vocabulary, read from its GGUF.

    python smollm2_goldens.py SmolLM2-135M-Instruct.Q4_1.gguf ../resources/tokenizers/smollm2.golden.json

The tokenizer is put together as SmolLM2's own tokenizer.json is: byte-level BPE, digits one by one. (What transformers
makes of the GGUF's name for the pre-tokenizer is not asked: it may cut digits otherwise.)
"""

import json
import sys
from pathlib import Path

from gguf import GGUFReader
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from tokenizer_goldens import TEXTS, ids

PROMPTS = [
    "<|im_start|>user\nWhat is 1 + 1?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n",
    "<|endoftext|><repo_name>x<file_sep>y",
]


def tokenizer_of(path: str) -> Tokenizer:
    fields = GGUFReader(path).fields
    assert fields["tokenizer.ggml.pre"].contents() == "smollm"
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False, special=True) for t, kind in zip(tokens, kinds) if kind == 3]
    )
    return tokenizer


def main(gguf: str, target: Path) -> None:
    tokenizer = tokenizer_of(gguf)
    golden = {
        key: [{"text": t, "ids": ids(tokenizer, t, False), "around": ids(tokenizer, t, True)} for t in texts]
        for key, texts in {"texts": TEXTS, "prompts": PROMPTS}.items()
    }
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('{"text"', '\n{"text"')
    target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
