"""Runs all systems in turns on the same prompts and writes results.jsonl and results.md. Started by compare.sh.

Every request has a number of its own at the head of its question, so that no cache holds more of it than the system
prompt before it. Cases are chosen by what our corrector makes of them (mixes.py), never by how long it takes.
"""

import argparse
import itertools
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

import mixes
import report


class System:
    """A process that answers lines; one computes at a time."""

    def __init__(self, name, command, log):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def wait(self):
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{self.name} did not start: see the log")

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended: see the log")
        return json.loads(answer)

    def peak_mb(self):
        """Of the process, and of one that it started, which is then what computes."""
        pid = self.process.pid
        started = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = pathlib.Path(f"/proc/{started[0] if started else pid}/status").read_text()
        return next((int(line.split()[1]) * 1024 / 1e6 for line in status.splitlines() if line.startswith("VmHWM:")), None)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def parameters(folder):
    """Of the matrices in the layers, and of the head, which is asked for one row at a time."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    width, head = config["hidden_size"], config["hidden_size"] // config["num_attention_heads"]
    attention = 2 * width * width + 2 * width * head * config["num_key_value_heads"]
    layer = attention + 3 * width * config["intermediate_size"]
    return {"layers": config["num_hidden_layers"] * layer, "head": config["vocab_size"] * width}


class Benchmark:
    def __init__(self, options):
        self.options = options
        self.numbers = itertools.count(1)
        self.records = []
        self.log = open(options.out / "log.txt", "w", encoding="utf-8")
        self.lines = open(options.out / "results.jsonl", "w", encoding="utf-8")
        self.ours, self.peers = {}, {}
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        o = self.options
        # before anything else runs
        measured = subprocess.run([o.python, pathlib.Path(__file__).parent / "machine.py", str(o.threads)], check=True,
                                  stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.keep({"what": "machine", **json.loads(measured.stdout), **parameters(o.weights / "merged")})
        java = shlex.split(o.java)
        for precision in o.precisions.split(","):
            for name, drafts, served in (("", "false", "false"), (" drafts", "true", "false"), (" served", "true", "true")):
                command = java + [o.model, precision, "4", str(o.context), str(o.threads), drafts, served]
                self.ours[f"ours {precision}{name}"] = command
        os.environ.update({"THREADS": str(o.threads), "CONTEXT": str(o.context)})
        here = str(pathlib.Path(__file__).parent / "peer.py")
        for peer in filter(None, o.peers.split(",")):
            kind, weights, lookup = peer.split(":")
            python, path = ((o.llama_python, o.weights / f"merged-{weights}.gguf") if kind == "llama"
                            else (o.python, o.weights / "merged"))
            name = f"{kind} {weights}" + (f" lookup {lookup}" if lookup != "0" else "")
            self.peers[name] = [python, here, kind, str(path), lookup]
        # loaded one after the other: a loading process would slow the others down, and start-up is not measured
        for systems in (self.ours, self.peers):
            for name, command in systems.items():
                systems[name] = System(name, command, self.log)
                systems[name].wait()
                print(f"{name}: ready", flush=True)
        batch = java + [o.model, o.precisions.split(",")[0], "16", str(min(o.context, 1024)), str(o.threads)]
        self.batches = [System("ours, 16 slots", batch + ["true", "false"], self.log)]
        self.batches[0].wait()
        if o.llama_server:
            os.environ["CONTEXT"] = str(min(o.context, 1024))
            slots = [o.python, str(pathlib.Path(__file__).parent / "slots.py"), o.llama_server, str(o.weights / "merged-Q8_0.gguf"), "18190"]
            self.batches.append(System("llama Q8_0, 16 slots", slots, self.log))
            self.batches[1].wait()
        self.words = self.ours[f"ours {o.precisions.split(',')[0]} drafts"]

    def item(self, case):
        return {"question": f"({next(self.numbers)}) {case['question']}", "answer": case["answer"], "instruction": None}

    def cases(self, mix, tokens):
        """So many cases as prompts are wanted; fewer, and said so, where the corrector does not what the mix is of."""
        found = []
        for question, answer in itertools.islice(mixes.candidates(self.options.data, mix, tokens, self.options.seed), 12 + 4 * self.options.prompts):
            case = {"mix": mix, "size": tokens, "question": question, "answer": answer}
            written = self.words.ask({"action": "correct", "requests": [self.item(case)]})[0]
            if written["reason"] is None and mixes.fits(mix, answer, written["text"]):
                found.append(case)
                if len(found) == self.options.prompts:
                    break
        print(f"{mix} {tokens}: {len(found)} cases", flush=True)
        return found

    def keep(self, record):
        record.pop("ids", None)
        self.records.append(record)
        self.lines.write(json.dumps(record) + "\n")
        self.lines.flush()

    def run(self):
        o = self.options
        sizes = [int(size) for size in o.sizes.split(",")]
        cases = [case for mix in o.mixes.split(",") for size in sizes for case in self.cases(mix, size)]
        for number in range(-1, o.rounds):
            for index, case in enumerate(cases):
                if number < 0 and index % o.prompts:
                    continue  # a warming round, not kept: one case of each kind
                self.case(number, index, case)
            self.together(number, cases)
            print("warmed up" if number < 0 else f"round {number + 1} of {o.rounds}", flush=True)
            # after each round: what is cut short has it as well, and the last one counts
            for system in [*self.ours.values(), *self.peers.values(), *self.batches]:
                self.keep({"what": "memory", "system": system.name, "mb": system.peak_mb()})


    def case(self, number, index, case):
        about = {"round": number, "case": index, "mix": case["mix"], "size": case["size"]}
        names = [*self.ours, *self.peers]
        shift = (number + index) % len(names)  # nobody is always the first
        for name in names[shift:] + names[:shift]:
            item = self.item(case)
            described = self.words.ask({"action": "describe", "requests": [item]})[0]
            if name in self.ours:
                answer = self.ours[name].ask({"action": "correct", "requests": [item]})[0]
            else:
                answer = self.peers[name].ask({key: described[key] for key in ("prompt", "limit", "end")})
                answer["text"] = self.words.ask({"action": "text", "ids": answer["ids"]})
                answer["reason"] = None
            share = mixes.edited(case["answer"], answer["text"])
            record = {"what": "one", "system": name, "answerTokens": described["answerTokens"], "edited": share, **answer}
            if number >= 0:
                self.keep(about | record)
        for name, system in self.ours.items():
            if "drafts" not in name and "served" not in name:
                continue
            over = system.ask({"action": "overlap", "requests": [self.item(case)], "rate": self.options.rate})[0]
            bound = system.ask({"action": "prefill", "requests": [self.item(case)]})
            if number >= 0:
                self.keep(about | {"what": "overlap", "system": name, **over})
                self.keep(about | {"what": "prefill", "system": name, "ms": bound["ms"]})

    def together(self, number, cases):
        least = min(case["size"] for case in cases)
        small = [case for case in cases if case["size"] == least]
        mixed = {mix: [case for case in small if case["mix"] == mix] for mix in dict.fromkeys(case["mix"] for case in small)}
        # in turn one of each mix
        mixed["mixed"] = [case for several in itertools.zip_longest(*mixed.values()) for case in several if case]
        for mix, some in mixed.items():
            for count in (1, 4, 16):
                for system in self.batches[::1 if number % 2 else -1]:
                    self.at_once(number, mix, least, system, [self.item(some[i % len(some)]) for i in range(count)])

    def at_once(self, number, mix, size, system, items):
        if system is self.batches[0]:
            asked = {"action": "correct", "requests": items}
        else:
            described = self.words.ask({"action": "describe", "requests": items})
            asked = {"requests": [{key: each[key] for key in ("prompt", "limit", "end")} for each in described]}
        started = time.perf_counter()
        answers = system.ask(asked)
        ms = (time.perf_counter() - started) * 1e3
        times = sorted(answer["ms"] for answer in answers)
        if number >= 0:
            self.keep({"what": "together", "round": number, "system": system.name, "mix": mix, "size": size, "count": len(items),
                       "ms": ms, "tokens": sum(answer["tokens"] for answer in answers), "lastMs": times[-1],
                       "medianMs": times[len(times) // 2]})

    def close(self):
        for system in [*self.ours.values(), *self.peers.values(), *getattr(self, "batches", [])]:
            if isinstance(system, System):
                system.close()
        self.log.close()
        self.lines.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True, help="command that runs CorrectingBenchmark")
    parser.add_argument("--model", required=True)
    for path in ("--data", "--weights", "--out"):
        parser.add_argument(path, type=pathlib.Path, required=True)
    parser.add_argument("--python", default=sys.executable, help="has torch and transformers")
    parser.add_argument("--llama-python", default=sys.executable, help="has llama-cpp-python")
    parser.add_argument("--llama-server", help="llama.cpp's server, for 16 at once; not compared without")
    parser.add_argument("--precisions", default="int8")
    parser.add_argument("--peers", default="llama:Q8_0:0,llama:Q8_0:2,llama:Q8_0:10,llama:F16:0,llama:F16:2,llama:F16:10,"
                                           "transformers:bf16:0,transformers:bf16:10")
    parser.add_argument("--mixes", default="unchanged,light,rewrite")
    parser.add_argument("--sizes", default="50,200")
    parser.add_argument("--prompts", type=int, default=2, help="of each mix and size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--context", type=int, default=2048)
    parser.add_argument("--rate", type=float, default=100, help="tokens a second of an answer that is read ahead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--about", action="append", default=[], help="name=value, for the head of the report")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    load, started = os.getloadavg()[0], time.time()
    benchmark = Benchmark(options)
    try:
        benchmark.run()
    finally:
        benchmark.close()
    about = [*options.about, f"rounds={options.rounds} of {options.prompts} prompts of each kind", f"threads={options.threads}",
             f"load average=before {load:.2f}, after {os.getloadavg()[0]:.2f}", f"seconds={time.time() - started:.0f}"]
    report.write(options.out, about)


if __name__ == "__main__":
    sys.exit(main())
