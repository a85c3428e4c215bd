"""The same training step as a plain PyTorch loop, the best one that needs no kernels of its own, and the comparison.

Llama modules under bfloat16 autocast, repeated key heads with is_causal and no mask, the head at target tokens only,
LoRA as two small linear layers beside each frozen one, torch's fused AdamW, clipping by the global norm. Weights are
random: only their shapes matter here. Rounds of both programs take turns in one run; while one computes, the other waits
for a line on its standard input.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, HIDDEN, LAYERS, HEADS, KEY_HEADS, HEAD, WIDE = 49152, 576, 30, 9, 3, 64, 1536


class Lora(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.a = nn.Linear(base.in_features, rank, bias=False)
        self.b = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.b.weight)

    def forward(self, x):
        return self.base(x) + self.b(self.a(x)) * self.scale


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN))

    def forward(self, x):
        return F.rms_norm(x, (HIDDEN,), self.weight, 1e-5)


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Layer(nn.Module):
    def __init__(self, linear):
        super().__init__()
        self.first, self.second = Norm(), Norm()
        self.q, self.k, self.v = linear(HIDDEN, HEADS * HEAD), linear(HIDDEN, KEY_HEADS * HEAD), linear(HIDDEN, KEY_HEADS * HEAD)
        self.o, self.gate, self.up, self.down = linear(HEADS * HEAD, HIDDEN), linear(HIDDEN, WIDE), linear(HIDDEN, WIDE), linear(WIDE, HIDDEN)

    def forward(self, x, cos, sin):
        batch, positions, _ = x.shape
        h = self.first(x)
        q = rotate(self.q(h).view(batch, positions, HEADS, HEAD), cos, sin).transpose(1, 2)
        k = rotate(self.k(h).view(batch, positions, KEY_HEADS, HEAD), cos, sin).transpose(1, 2)
        v = self.v(h).view(batch, positions, KEY_HEADS, HEAD).transpose(1, 2)
        k, v = (each.repeat_interleave(HEADS // KEY_HEADS, 1) for each in (k, v))
        out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(out.transpose(1, 2).reshape(batch, positions, -1))
        h = self.second(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    def __init__(self, rank):
        super().__init__()

        def linear(columns, rows):
            base = nn.Linear(columns, rows, bias=False)
            return base if rank == 0 else Lora(base.requires_grad_(False), rank, rank)

        self.embedding = nn.Embedding(VOCABULARY, HIDDEN)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(linear) for _ in range(LAYERS))
        self.norm = Norm()
        if rank > 0:
            for name, parameter in self.named_parameters():
                parameter.requires_grad_(".a." in name or ".b." in name)
            # a frozen base is kept in the precision of its products: autocast would convert it in every step
            for module in self.modules():
                if isinstance(module, Lora):
                    module.base.to(torch.bfloat16)
            self.embedding.to(torch.bfloat16)

    def forward(self, ids, rows, targets):
        angles = torch.outer(torch.arange(ids.shape[1]), 1e5 ** (-torch.arange(0, HEAD, 2) / HEAD))[:, None]
        cos, sin = angles.cos().to(torch.bfloat16), angles.sin().to(torch.bfloat16)
        x = self.embedding(ids).float()
        for layer in self.layers:
            x = layer(x, cos, sin)
        h = self.norm(x).view(-1, HIDDEN)[rows]
        return F.cross_entropy(F.linear(h, self.embedding.weight).float(), targets)


def batch(size, tokens):
    ids = torch.randint(0, VOCABULARY, (size, tokens))
    rows = torch.cat([torch.arange(tokens // 2 - 1, tokens - 1) + i * (tokens - 1) for i in range(size)])
    return ids[:, :-1].contiguous(), rows, ids[:, tokens // 2 :].reshape(-1)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Plain:
    def __init__(self, options):
        torch.manual_seed(1)
        self.options = options
        self.model = Model(options.rank)
        self.trained = [each for each in self.model.parameters() if each.requires_grad]
        self.adam = torch.optim.AdamW(self.trained, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
        self.batch = batch(options.batch, options.tokens)

    def round(self):
        started, used = time.perf_counter(), processor_seconds()
        for _ in range(self.options.steps):
            with torch.autocast("cpu", torch.bfloat16):
                loss = self.model(*self.batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
            self.adam.step()
            self.adam.zero_grad(set_to_none=True)
        return (time.perf_counter() - started) / self.options.steps, (processor_seconds() - used) / self.options.steps


class Ours:
    def __init__(self, options):
        self.process = subprocess.Popen(options.java, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().strip() == "ready"

    def round(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return tuple(map(float, self.process.stdout.readline().split()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True, help="command that runs StepBenchmark")
    parser.add_argument("--rank", type=int, default=32, help="of the adapters; 0 for full fine-tuning")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    programs = {"plain": Plain(options), "ours": Ours(options)}
    for program in programs.values():
        program.round()
    times = {name: [] for name in programs}
    for _ in range(options.rounds):
        for name, program in programs.items():
            times[name].append(program.round())
    count = options.batch * options.tokens
    print(f"rank {options.rank}, {options.batch} x {options.tokens} tokens, half of them targets, {options.rounds} rounds of {options.steps}")
    for name, rounds in times.items():
        wall, used = (statistics.median(each) for each in zip(*rounds))
        print(f"{name:6} {wall:7.2f} s a step, {count / wall:6.0f} tokens/s; {used:7.2f} processor seconds a step")
    for index, what in enumerate(("wall", "processor")):
        ratio = statistics.median(p[index] / o[index] for p, o in zip(times["plain"], times["ours"]))
        print(f"ratio by {what} time, plain to ours, median of rounds: {ratio:.2f}")


if __name__ == "__main__":
    sys.exit(main())
