#!/usr/bin/env python3
"""Small SentencePiece models, trained here, and the ids that the sentencepiece library gives for many texts.

    python3 sentencepiece_goldens.py ../resources/sentencepiece

writes a folder for each: tokenizer.model or spiece.model, tokenizer_config.json and golden.json, whose texts and prompts
are those of tokenizer_goldens.py and some more. Ids of texts are sentencepiece's own, and where transformers' fast
tokenizer, converted from the same file, gives others, these are written beside them. Ids of prompts, which hold control
tokens, are the fast tokenizer's. Needs sentencepiece, transformers<5, tokenizers, protobuf.
"""
import json, pathlib, random, re, sys
import sentencepiece
from transformers import AutoTokenizer
from tokenizer_goldens import CORPUS, TEXTS

MORE = ["  leading", "trailing  ", "a  b   c    d", "\n\n\n", "line\n\n  indented", " \n ", "\t", "日本語 テスト", "🙂🙃 🙂",
        "e\u0301", "<unk>x", "</s>", "<s> [INST]", "<start_of_turn>", "<extra_id_0>", "<0x41>", "<table><h1>",
        "the the the theory", "INTERNATIONAL", "x" * 40, " ", "ﬁ ligature ①"]


def trained(path, **settings):
    words = [word for text in CORPUS + TEXTS[7:] for word in text.split(" ") if word]
    lines = [" ".join(random.choices(words, k=12)) for _ in range(600)] + CORPUS
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(path.with_suffix("")), hard_vocab_limit=False,
        minloglevel=2, **settings)
    path.with_suffix(".vocab").unlink()


def llama(folder):
    trained(folder / "tokenizer.model", model_type="bpe", vocab_size=560, byte_fallback=True, split_digits=True,
            normalization_rule_name="identity", remove_extra_whitespaces=False, allow_whitespace_only_pieces=True,
            character_coverage=0.98)
    config = {"tokenizer_class": "LlamaTokenizer", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
              "add_bos_token": True, "add_eos_token": False}
    (folder / "added_tokens.json").write_text('{"<pad>": 560}\n')
    (folder / "special_tokens_map.json").write_text('{"pad_token": {"content": "<pad>"}}\n')
    return config, ["<s>[INST] What is 1 + 1? [/INST]", "a<s>b</s> c <s> d", "<pad><pad>x"]


def llama_first(folder):
    config, prompts = llama(folder)
    (folder / "added_tokens.json").unlink()
    (folder / "special_tokens_map.json").unlink()
    return dict(config, legacy=False), prompts[:2]


def gemma(folder):
    trained(folder / "tokenizer.model", model_type="bpe", vocab_size=600, byte_fallback=True, split_digits=True,
            normalization_rule_name="identity", remove_extra_whitespaces=False, allow_whitespace_only_pieces=True,
            add_dummy_prefix=False, character_coverage=0.98, pad_id=0, eos_id=1, bos_id=2, unk_id=3,
            user_defined_symbols=["<start_of_turn>", "<end_of_turn>", "\n", "\n\n", "▁▁", "▁▁▁", "<table>", "<h1>"])
    config = {"tokenizer_class": "GemmaTokenizer", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
              "pad_token": "<pad>", "add_bos_token": True, "add_eos_token": False}
    return config, ["<start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n", "<s><start_of_turn>"]


def t5(folder):
    trained(folder / "spiece.model", model_type="unigram", vocab_size=420, pad_id=0, eos_id=1, unk_id=2, bos_id=-1,
            character_coverage=0.98)
    config = {"tokenizer_class": "T5Tokenizer", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
              "extra_ids": 20}
    return config, ["fill <extra_id_0> and <extra_id_1> here</s>", "<extra_id_19>"]


def write(out, name, make):
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    config, prompts = make(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    model = sentencepiece.SentencePieceProcessor(str(next(folder.glob("*.model"))))
    converted = AutoTokenizer.from_pretrained(folder, use_fast=True)
    # so that nothing is taken for a control token
    controls = [token for token in converted.get_vocab() if re.fullmatch(r"</?[a-z_0-9]+>", token)]
    golden, different = {"texts": [], "prompts": []}, 0
    for text in dict.fromkeys(TEXTS + MORE):
        row = {"text": text, "ids": model.encode(text)}
        if not any(marker in text for marker in controls):
            ids = converted.encode(text, add_special_tokens=False)
            if ids != row["ids"]:
                row["fast"], different = ids, different + 1
        golden["texts"].append(row)
    for text in prompts:
        golden["prompts"].append({"text": text, "ids": converted.encode(text, add_special_tokens=False)})
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('{"text"', '\n{"text"')
    (folder / "golden.json").write_text(text + "\n")
    print(name, type(converted).__name__, model.get_piece_size(), "pieces,", different, "of", len(golden["texts"]), "texts have other ids in transformers")


def main(out):
    random.seed(0)
    for name, make in {"llama": llama, "llama-first": llama_first, "gemma": gemma, "t5": t5}.items():
        write(out, name, make)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
