"""Small tokenizers, trained here, and the ids that Hugging Face's tokenizers library gives for many texts.

    python tokenizer_goldens.py ../resources/tokenizers

writes <name>.json (a tokenizer.json) and <name>.golden.json (texts with their ids, with and without the tokens that the
post-processor adds). The texts of golden files hold no control tokens, but for those under "prompts".
"""

import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "The quick brown fox jumps over the lazy dog. The answer is 42, not 41.",
    "It's what they've said; we'll see if you're right, and I'd say I'm not.",
    "def add(a, b):\n    return a + b\n\nprint(add(1, 2))  # three\n",
    "Paris is the capital of France, and Berlin is the capital of Germany.",
    "##Question: What is the boiling point of water?\n##Answer: 100 degrees at sea level.",
    "Straße, naïve café, Ürün, İstanbul, ığdır, Ωmega, кошка, 你好世界, こんにちは, 안녕하세요.",
    "1234567890 1,000,000.00 3.14159 2024-01-01 0x1F",
    "user assistant system the of and to in is that it for on with as at by from",
] * 4

TEXTS = [
    "",
    " ",
    "  ",
    "a",
    " a",
    "a ",
    "   a   b   ",
    "Hello, world!",
    "The quick brown fox jumps over the lazy dog.",
    "It's they've we'll you're I'd I'm IT'S",
    "\n",
    "\n\n",
    "a\nb",
    "a\r\nb\r\n",
    "\r",
    "\t\tindented\n    four\n",
    "trailing spaces   \n   leading",
    "1",
    "12",
    "123",
    "1234567",
    "3.14159 and 1,000,000",
    "x1y22z333",
    "\u00b2\u2153\u2167 \u0663\u0664",
    "caf\u00e9 cafe\u0301 na\u00efve",
    "Stra\u00dfe \u00dcr\u00fcn \u0130stanbul \u0131\u011fd\u0131r",
    "\u043a\u043e\u0448\u043a\u0430 \u03a9\u03bc\u03ad\u03b3\u03b1",
    "\u4f60\u597d\u4e16\u754c\u3002\u3053\u3093\u306b\u3061\u306f",
    "\uc548\ub155\ud558\uc138\uc694 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\U0001f1e9\U0001f1ea flags \U0001f44d\U0001f3fd",
    "\u00a0nbsp\u3000ideographic\u2009thin",
    "zero\u200bwidth\ufeffbom",
    "nul\u0000byte \u0007bell",
    "\ufffd replacement \ue000 private",
    "def f(x):\n    return x ** 2  # squares\n",
    "{\"key\": [1, 2.5, null], \"k\\n\": \"v\"}",
    "<div class=\"x\">&amp;</div>",
    "a_b-c.d@e.com https://example.org/?q=1&r=2#s",
    "\u2581already\u2581here",
    "<0x0A> <0xE2>",
    "<|im_start",
    "|im_end|> <| im_end |>",
    "< s > </ s> [ INST ]",
    "##Question: why?\n##Answer: because.\n##Correction:",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "!!!???...---***",
    "$\\sum_{i=1}^{n} i^2$ \u2264 \u221e",
    "mixed \u4e2dEnglish\u6587 \U0001f680 123 \u00e9\n",
    "The end",
]

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|im_end|>x"]
PROMPTS = [
    "<|im_start|>user\nWhat is 1 + 1?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_end|>x<|im_end|>y<|endoftext|>",
    "a <|im_start|> b",
    "<tool>x</tool>  <|im_end|>",
]
SENTENCEPIECE_PROMPTS = [
    "<s>[INST] What is 1 + 1? [/INST]",
    "a<s>b</s> c <s> d",
    "<s><s>",
]


def byte_level() -> Tokenizer:
    """Like SmolLM2's: digits one by one, GPT-2's cuts, control tokens inside the vocabulary."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=384,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    # as Qwen's: not special, beyond the vocabulary, and one of them named by the chat template
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("</tool>", normalized=False)])
    tokenizer.add_tokens([AddedToken("   ", normalized=False)])
    return tokenizer


def begin_byte_level() -> Tokenizer:
    """Like Llama 3's: control tokens beyond the vocabulary, merges ignored for whole tokens, a begin token in front."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    llama3 = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
        r"|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(llama3), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=360, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens(["<|begin_of_text|>", "<|eot_id|>"])
    begin = tokenizer.token_to_id("<|begin_of_text|>")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A",
        pair="<|begin_of_text|> $A $B",
        special_tokens=[("<|begin_of_text|>", begin)],
    )
    return tokenizer


def sentencepiece(pre_tokenizer_scheme: str | None) -> Tokenizer:
    """Like Llama 2's: SentencePiece written as BPE with byte fallback; the space in front by normalizer, or by
    Metaspace with the given scheme, as later conversions do."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    trainer = trainers.BpeTrainer(
        vocab_size=520,
        special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)],
        show_progress=False,
        max_token_length=12,
        limit_alphabet=90,
    )
    spaces = [text.replace(" ", "\u2581") for text in CORPUS]
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.train_from_iterator([s.replace("\u2581", " ") for s in spaces], trainer)
    blank = json.loads(tokenizer.to_str())
    blank["added_tokens"] = [t for t in blank["added_tokens"] if t["id"] < 3]
    blank["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(blank))
    if pre_tokenizer_scheme is None:
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
        )
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=pre_tokenizer_scheme, split=False)
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("\u2581", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>" if pre_tokenizer_scheme is None else "<s> $A",
        pair="<s> $A <s> $B",
        special_tokens=[("<s>", 1), ("</s>", 2)],
    )
    return tokenizer


def ids(tokenizer: Tokenizer, text: str, around: bool) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=around).ids


def write(folder: Path, name: str, tokenizer: Tokenizer, prompts: list[str]) -> None:
    # read back, so that the goldens are those of the file
    tokenizer = Tokenizer.from_str(tokenizer.to_str())
    (folder / f"{name}.json").write_text(tokenizer.to_str() + "\n", encoding="utf-8")
    golden = {
        key: [
            {"text": text, "ids": ids(tokenizer, text, False), "around": ids(tokenizer, text, True)} for text in texts
        ]
        for key, texts in {"texts": TEXTS, "prompts": prompts}.items()
    }
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('{"text"', '\n{"text"')
    (folder / f"{name}.golden.json").write_text(text + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "byte-level", byte_level(), PROMPTS)
    write(folder, "begin-byte-level", begin_byte_level(), ["<|begin_of_text|>Hi<|eot_id|>", "begin_of_text <|eot_id|>"])
    write(folder, "sentencepiece", sentencepiece(None), SENTENCEPIECE_PROMPTS)
    write(folder, "sentencepiece-first", sentencepiece("first"), SENTENCEPIECE_PROMPTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
