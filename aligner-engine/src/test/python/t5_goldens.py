#!/usr/bin/env python3
"""Tiny T5 models and golden logits by transformers, for the engine's parity tests.

    python3 t5_goldens.py fixtures ../resources/encoder-decoders     # makes the committed fixtures anew
    python3 t5_goldens.py tokenizer ../resources/tokenizers          # its tokenizer's form, as tokenizer_goldens.py does others
    python3 t5_goldens.py checkpoint MODEL OUT [--prompts N]         # goldens of a full checkpoint

Needs sentencepiece and protobuf besides what goldens.py needs. A golden is golden.json (prompt, greedy tokens,
vocabulary) and golden.f32: little-endian float32 logits, first those after the decoder's start token, then of each of the
cached decode steps. Arithmetic is float32 on the weights as the file holds them.
"""
import argparse, base64, io, json, pathlib, shutil, tempfile
import numpy as np, torch
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration
from goldens import ASKS, STEPS, TOPICS

VOCABULARY = 160  # more than the tokenizer has, as in the published checkpoints
END = 1
CORPUS = ["BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more helpful and harmless: "
          "Is it? | It is. ASSISTANT:", "The answer to the question is here and there, not 41 or 42.",
          "You are a good question, said the answer; it is fine!", "caf\u00e9 na\u00efve \"quoted\" (in brackets) [1]"] * 4
# what nmt_nfkc does, in few rules: white space and controls to a space, compatibility characters to what they stand for
RULES = {"\t": " ", "\n": " ", "\r": " ", "\u00a0": " ", "\u3000": " ", "\u200b": "", "\ufb01": "fi", "\u00bd": "1\u20442",
         "\u2026": "...", "\uff21": "A", "e\u0301": "\u00e9"}


def charsmap():
    """The rules as SentencePiece compiles them."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    with tempfile.TemporaryDirectory() as folder:
        rules = pathlib.Path(folder) / "rules.tsv"
        code = lambda text: " ".join(f"{ord(c):04X}" for c in text)
        rules.write_text("".join(f"{code(a)}\t{code(b)}\n" for a, b in RULES.items()))
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS), model_writer=model, vocab_size=60, model_type="char", minloglevel=2,
            normalization_rule_tsv=str(rules))
    return sentencepiece_model_pb2.ModelProto.FromString(model.getvalue()).normalizer_spec.precompiled_charsmap


def tokenizer(corpus=CORPUS, size=300):
    """As T5's tokenizer.json: Unigram, a precompiled normalizer, words cut at white space, an end token behind."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Precompiled(charsmap())
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.decoder = decoders.Metaspace()
    t.train_from_iterator(corpus, trainers.UnigramTrainer(
        vocab_size=size, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False,
        initial_alphabet=[chr(c) for c in range(33, 127)]))
    t.add_special_tokens(["<extra_id_0>", "<extra_id_1>"])
    t.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", END)])
    return t


def golden(model, prompt, out):
    """The prompt read once, then `STEPS` decode steps on the cache, each with the token that was the most probable."""
    with torch.no_grad():
        read = model.encoder(input_ids=torch.tensor([prompt]))
        step = model(encoder_outputs=read, decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id]]), use_cache=True)
        logits, tokens = [step.logits[0]], []
        for _ in range(STEPS):
            tokens.append(int(step.logits[0, -1].argmax()))
            step = model(encoder_outputs=read, decoder_input_ids=torch.tensor([[tokens[-1]]]),
                         past_key_values=step.past_key_values, use_cache=True)
            logits.append(step.logits[0])
    out.mkdir(parents=True, exist_ok=True)
    (out / "golden.json").write_text(
        json.dumps({"prompt": prompt, "tokens": tokens, "vocabulary": logits[0].shape[-1]}) + "\n")
    torch.cat(logits).numpy().astype("<f4").tofile(out / "golden.f32")


def tiny(seed, **changes):
    torch.manual_seed(seed)
    config = T5Config(**{**dict(
        vocab_size=VOCABULARY, d_model=24, d_kv=8, d_ff=40, num_layers=2, num_decoder_layers=3, num_heads=4,
        relative_attention_num_buckets=8, relative_attention_max_distance=20, n_positions=128,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=END), **changes})
    model = T5ForConditionalGeneration(config).eval()
    with torch.no_grad():  # norms that are not ones, positions that count, attention that chooses
        for name, p in model.named_parameters():
            if "layer_norm" in name:
                p.copy_(1 + 0.3 * torch.randn_like(p))
            if "relative_attention_bias" in name:
                p.mul_(6)
            if name.endswith(".q.weight"):
                p.mul_(3)
            if name.endswith((".o.weight", ".wo.weight")):  # or a tied head would say the last token again
                p.mul_(3)
            if "EncDecAttention.o" in name:
                p.mul_(0.3)
    return model


def fixture(out, seed, dtype, **changes):
    shutil.rmtree(out, ignore_errors=True)
    tiny(seed, **changes).to(dtype).save_pretrained(out, safe_serialization=True)
    (out / "model.safetensors").chmod(0o644)
    t = tokenizer()
    assert t.get_vocab_size() < VOCABULARY, t.get_vocab_size()
    t.save(str(out / "tokenizer.json"), pretty=False)
    (out / "tokenizer_config.json").write_text(json.dumps({"eos_token": "</s>", "pad_token": "<pad>"}) + "\n")
    prompt = [int(t) for t in np.random.default_rng(seed).integers(3, VOCABULARY, 23)] + [END]
    golden(T5ForConditionalGeneration.from_pretrained(out, torch_dtype=torch.float32).eval(), prompt, out)
    size = sum(f.stat().st_size for f in out.iterdir())
    print(f"{out.name:24} {size:>8} bytes")
    assert size < 300_000, out


def fixtures(out):
    fixture(out / "t5-f32-tied", 77, torch.float32)
    fixture(out / "t5-bf16-gated", 66, torch.bfloat16, feed_forward_proj="gated-gelu", tie_word_embeddings=False)
    fixture(out / "t5-f32-untied", 68, torch.float32, d_kv=6, num_heads=6, d_ff=32, num_layers=1, num_decoder_layers=1,
            relative_attention_num_buckets=32, relative_attention_max_distance=128, tie_word_embeddings=False)


def tokenizer_fixture(out):
    import tokenizer_goldens
    t = tokenizer(tokenizer_goldens.CORPUS, 400)
    tokenizer_goldens.write(out, "unigram", t, ["Is it?</s> It is. <extra_id_0>", "</s></s>a", "a <unk> b"])


def checkpoint(path, out, count):
    model = T5ForConditionalGeneration.from_pretrained(path, torch_dtype=torch.float32).eval()
    tok = AutoTokenizer.from_pretrained(path)
    for i in range(count):
        text = ASKS[i % len(ASKS)].format(TOPICS[i // len(ASKS) % len(TOPICS)])
        golden(model, tok(text).input_ids, pathlib.Path(out) / f"{i:03}")
        print(i, text, flush=True)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="what", required=True)
    sub.add_parser("fixtures").add_argument("out", type=pathlib.Path)
    sub.add_parser("tokenizer").add_argument("out", type=pathlib.Path)
    c = sub.add_parser("checkpoint")
    c.add_argument("model"); c.add_argument("out"); c.add_argument("--prompts", type=int, default=50)
    a = ap.parse_args()
    if a.what == "checkpoint":
        checkpoint(a.model, a.out, a.prompts)
    else:
        {"fixtures": fixtures, "tokenizer": tokenizer_fixture}[a.what](a.out)
