"""results.md and results.png of what measure.py kept.

    report.py FOLDER      of its results.jsonl, once more
"""

import json
import pathlib
import statistics
import sys

LEGEND = """Medians of rounds and prompts. `ms`: from the call to the whole correction; `first`: to the first token. `ours to it`: our
time with drafts (the first precision) over this system's, prompt by prompt of each round, median with the least and
the greatest in brackets; below 1 ours is faster. `tokens`: written, without the end. `passes`: forward passes that wrote. `tried`, `right`:
draft tokens, and how many per cent of them were kept. `edited`: share of words not common to answer and correction.
`same`: corrections whose text is that of `ours float32` if it ran, else of ours without drafts: systems of other
precision may choose other tokens. All decode greedily, without the margin that decides whether a correction is delivered, but for
`served`: the model's margin and the default policy as in the service. Every request has a number of its own at the
head of its question. What it shares with others is the system prompt before that: ours and llama.cpp keep it, transformers
has no such cache. llama-cpp-python's lookup computes the scores of the whole prompt, which is its own way. Each process
computes alone.
"""


def middle(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def shown(value, digits=0):
    return "–" if value is None else f"{value:.{digits}f}"


def spread(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else "–"


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def keyed(records):
    return {(record["round"], record["case"]): record for record in records}


def ratios(over, under):
    """Of the same prompt in the same round."""
    return [record["ms"] / under[key]["ms"] for key, record in over.items() if key in under]


class Results:
    def __init__(self, records):
        self.records = records
        ones = self.of("one")
        self.kinds = list(dict.fromkeys((record["mix"], record["size"]) for record in ones))
        self.systems = list(dict.fromkeys(sorted((record["system"] for record in ones), key=lambda name: not name.startswith("ours"))))
        self.ours = next((name for name in self.systems if name.endswith(" drafts")), None)
        self.reference = "ours float32" if "ours float32" in self.systems else self.ours.removesuffix(" drafts")

    def of(self, what, **wanted):
        return [record for record in self.records
                if record["what"] == what and all(record.get(name) == value for name, value in wanted.items())]

    def one(self, system, mix, size, what="one"):
        return keyed(self.of(what, system=system, mix=mix, size=size))

    def systems_table(self, mix, size):
        ours, reference = self.one(self.ours, mix, size), self.one(self.reference, mix, size)
        rows = []
        for system in self.systems:
            runs = self.one(system, mix, size)
            each = list(runs.values())
            if not each:
                continue
            # transformers does not say how many tokens it tried
            told = all(run["drafted"] is not None for run in each)
            tried, right = (sum(run[name] for run in each) if told else 0 for name in ("drafted", "accepted"))
            same = [run["text"].strip() == reference[key]["text"].strip() for key, run in runs.items() if key in reference]
            rate = middle([(run["tokens"] + 1) / run["ms"] * 1e3 for run in each])
            rows.append([system, shown(middle([run["ms"] for run in each])), shown(middle([run["firstMs"] for run in each])),
                         spread(ratios(ours, runs)), shown(middle([run["tokens"] for run in each])), shown(rate),
                         shown(middle([run["passes"] for run in each])), shown(tried / len(each) if told else None),
                         shown(100 * right / tried) if tried else "–", shown(middle([run["edited"] for run in each]), 2),
                         f"{sum(same)} of {len(same)}"])
        head = ["system", "ms", "first", "ours to it", "tokens", "tokens/s", "passes", "tried", "right, %", "edited", "same"]
        return table(head, rows)

    def overlap_table(self):
        rows = []
        for mix, size in self.kinds:
            for system in self.systems:
                once, over, bound = (self.one(system, mix, size, what) for what in ("one", "overlap", "prefill"))
                if over:
                    rows.append([f"{mix}, {size}", system, shown(middle([run["ms"] for run in once.values()])),
                                 shown(middle([run["ms"] for run in over.values()])), spread(ratios(over, once)),
                                 shown(middle([run["ms"] for run in bound.values()])), spread(ratios(once, bound)),
                                 spread(ratios(over, bound))])
        return table(["answers", "system", "at once, ms", "read ahead, ms", "read ahead to at once", "prefill, ms",
                      "at once to prefill", "read ahead to prefill"], rows)

    def together_table(self):
        rows = []
        together = self.of("together")
        ours = {(run["mix"], run["count"], run["round"]): run["ms"] for run in together if run["system"].startswith("ours")}
        for mix, count, system in dict.fromkeys((run["mix"], run["count"], run["system"]) for run in together):
            runs = self.of("together", mix=mix, count=count, system=system)
            rows.append([f"{mix}, {runs[0]['size']}", str(count), system, shown(middle([run["medianMs"] for run in runs])),
                         shown(middle([run["lastMs"] for run in runs])),
                         shown(middle([count / run["ms"] * 1e3 for run in runs]), 1),
                         shown(middle([run["tokens"] / run["ms"] * 1e3 for run in runs])),
                         spread([ours[mix, count, run["round"]] / run["ms"] for run in runs])])
        return table(["answers", "at once", "system", "median ms", "last ms", "corrections/s", "tokens/s", "ours to it"], rows)

    def machine_table(self):
        """Of ours without drafts; prompts are long ones only, whose first token waits for little else."""
        machine = self.of("machine")
        rows = []
        for system in [system for system in self.systems if system in ("ours int8", "ours bfloat16")]:
            runs = [run for mix, size in self.kinds for run in self.one(system, mix, size).values()]
            longest = max((run["size"] for run in runs), default=0)
            read = [(run["prompt"] - run["cached"]) / run["firstMs"] * 1e3 for run in runs if run["size"] == longest]
            wrote = [(run["ms"] - run["firstMs"]) / (run["passes"] - 1) for run in runs if run["passes"] > 8]
            if machine and read and wrote:
                weights = (machine[0]["layers"] + machine[0]["head"]) * (1 if "int8" in system else 2)
                rows.append([system, shown(middle(read)), shown(200 * machine[0]["layers"] * middle(read) / machine[0]["bf16"] / 1e9),
                             shown(middle(wrote), 1), shown(100 * weights / machine[0]["read"] / 1e6 / middle(wrote))])
        head = ["system", "prompt tokens/s", "of the bf16 rate, %", "ms a token written", "of the weights read once, %"]
        about = "".join(f"A bf16 product of 2048 × 2048 numbers runs at {shown(each['bf16'])} GFLOP/s here, memory is read at "
                        f"{shown(each['read'], 1)} GB/s.\n\n" for each in machine[:1])
        return about + table(head, rows)

    def memory_table(self):
        last = {record["system"]: record["mb"] for record in self.of("memory")}
        return table(["process", "peak MB"], [[system, shown(mb)] for system, mb in last.items()])


def plot(results, path):
    """Whether there is a picture now."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("Agg")
    from matplotlib import pyplot
    columns = 2 if len(results.kinds) > 1 else 1
    lines = -(-len(results.kinds) // columns)
    figure, axes = pyplot.subplots(lines, columns, figsize=(6 * columns, 3.2 * lines), squeeze=False, layout="constrained")
    for axis, (mix, size) in zip(axes.flat, results.kinds):
        for at, system in enumerate(results.systems):
            times = [run["ms"] for run in results.one(system, mix, size).values()]
            axis.barh(at, middle(times) or 0, color="tab:blue" if system.startswith("ours") else "tab:gray")
            axis.plot(times, [at] * len(times), "k|", markersize=5)
        axis.set_yticks(range(len(results.systems)), results.systems, fontsize=7)
        axis.invert_yaxis()
        axis.set_title(f"{mix}, about {size} tokens", fontsize=9)
        axis.set_xlabel("ms", fontsize=8)
    for axis in list(axes.flat)[len(results.kinds):]:
        axis.remove()
    figure.savefig(path, dpi=110)
    return True


def write(folder, about):
    records = [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    known = folder / "about.json"
    known.write_text(json.dumps(about) + "\n", encoding="utf-8")
    results = Results(records)
    parts = ["# Correcting beside others\n", "  \n".join(line.replace("=", ": ", 1) for line in about) + "\n", LEGEND]
    if plot(results, folder / "results.png"):
        parts.append("![The same as a picture: ours is blue](results.png)\n")
    for mix, size in results.kinds:
        count = len({record["case"] for record in results.of("one", mix=mix, size=size)})
        tokens = middle([record["answerTokens"] for record in results.of("one", mix=mix, size=size)])
        parts += [f"## {mix}, about {size} tokens\n", f"{count} prompts, answers of {shown(tokens)} tokens.\n", results.systems_table(mix, size)]
    parts += ["## After the last token\n",
              "The answer comes word by word and is read meanwhile; the time is that from its last word. Prefill is the time of "
              "reading prompt and answer at once and writing one token: the bound of an unchanged answer (aim: at most 1.1).\n",
              results.overlap_table(), "## Several at once\n", "Ours with drafts. llama.cpp's own server, with its defaults. Mixed: in turn an answer of each mix.\n", results.together_table(),
              "## Beside what the machine can do\n", "How fast prompts are read beside the arithmetic of their products at the best rate of "
              "bfloat16 (aim: half), and a token is written beside the time of reading all weights once (aim: 60 %). Without drafts.\n",
              results.machine_table(),
              "## Memory\n", "The most that was resident (VmHWM), MB of 10^6 bytes; files that are mapped count.\n", results.memory_table()]
    (folder / "results.md").write_text("\n".join(parts), encoding="utf-8")
    print((folder / "results.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), json.loads((pathlib.Path(sys.argv[1]) / "about.json").read_text(encoding="utf-8")))
