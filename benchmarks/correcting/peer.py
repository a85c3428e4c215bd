"""A peer of measure.py: keeps one model loaded and answers each JSON line on standard input by one.

    peer.py llama FILE.gguf LOOKUP       llama.cpp by llama-cpp-python; LOOKUP tokens a prompt lookup, 0 for none
    peer.py transformers FOLDER LOOKUP   transformers' generate in bfloat16

A line has `prompt` (token ids), `limit` (most new tokens) and `end` (the token that ends an output). THREADS and
CONTEXT (positions) are environment variables. llama.cpp keeps the prefix that a prompt shares with the one before, as
its `generate` does by default; transformers has no such thing.
"""

import json
import os
import sys
import time

THREADS, CONTEXT = int(os.environ["THREADS"]), int(os.environ["CONTEXT"])


class LlamaCpp:
    def __init__(self, path, lookup):
        import llama_cpp
        from llama_cpp.llama_speculative import LlamaPromptLookupDecoding

        peer = self

        class Counted(llama_cpp.Llama):
            def eval(self, tokens):
                peer.passes += 1
                super().eval(tokens)
                if peer.first is None:
                    peer.first = time.perf_counter()

        class Lookup(LlamaPromptLookupDecoding):
            def __call__(self, ids, /, **options):
                found = super().__call__(ids, **options)
                peer.drafted += len(found)
                return found

        self.passes, self.drafted, self.first = 0, 0, None
        draft = Lookup(num_pred_tokens=lookup) if lookup else None
        self.llama = Counted(path, n_ctx=CONTEXT, n_threads=THREADS, n_threads_batch=THREADS, draft_model=draft, verbose=False)

    def write(self, prompt, limit, end):
        self.passes, self.drafted, self.first = 0, 0, None
        ids = []
        for token in self.llama.generate(prompt, temp=0.0, repeat_penalty=1.0):
            if token == end:
                break
            ids.append(int(token))
            if len(ids) == limit:
                break
        return ids


class Transformers:
    def __init__(self, path, lookup):
        import torch
        from transformers import AutoModelForCausalLM

        torch.set_num_threads(THREADS)
        self.torch, self.passes, self.drafted, self.first = torch, 0, None, None
        self.model = AutoModelForCausalLM.from_pretrained(path, torch_dtype=torch.bfloat16).eval()
        self.model.register_forward_hook(self.passed)
        self.options = {"prompt_lookup_num_tokens": lookup} if lookup else {}

    def passed(self, *_):
        self.passes += 1
        if self.first is None:
            self.first = time.perf_counter()

    def write(self, prompt, limit, end):
        self.passes, self.first = 0, None
        ids = self.torch.tensor([prompt])
        with self.torch.inference_mode():
            out = self.model.generate(ids, attention_mask=self.torch.ones_like(ids), do_sample=False, max_new_tokens=limit,
                                      eos_token_id=end, pad_token_id=end, **self.options)
        written = out[0, len(prompt):].tolist()
        return written[:written.index(end)] if end in written else written


def main():
    kind, path, lookup = sys.argv[1], sys.argv[2], int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    peer = {"llama": LlamaCpp, "transformers": Transformers}[kind](path, lookup)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        ids = peer.write(asked["prompt"], asked["limit"], asked["end"])
        ended = time.perf_counter()
        # the end token is one more than what is written, and is accepted as others are
        accepted = len(ids) + 1 - peer.passes if lookup else 0
        print(json.dumps({"ms": (ended - started) * 1e3, "firstMs": (peer.first - started) * 1e3, "prompt": len(asked["prompt"]),
                          "tokens": len(ids), "passes": peer.passes, "drafted": peer.drafted if lookup else 0,
                          "accepted": max(0, accepted), "ids": ids}), file=answers, flush=True)


if __name__ == "__main__":
    main()
