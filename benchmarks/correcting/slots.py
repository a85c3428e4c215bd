"""A peer of measure.py for many requests at once: llama.cpp's own server with 16 slots.

    slots.py LLAMA-SERVER FILE.gguf PORT

Each JSON line on standard input has `requests`, each with `prompt` (token ids), `limit` (most new tokens) and `end` (the
token that ends an output); they are asked all at once. The answer is a list, in their order. THREADS and CONTEXT (positions
of a slot) are environment variables. The server keeps the prefix that a prompt shares with what its slot had, and batches what
is under way, as it does by default.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

SLOTS = 16


def ask(port, request):
    body = {"prompt": request["prompt"], "n_predict": request["limit"], "temperature": 0, "cache_prompt": True,
            "return_tokens": True}
    started = time.perf_counter()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/completion", json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(asked, timeout=600) as answer:
        written = json.load(answer)["tokens"]
    ids = written[:written.index(request["end"])] if request["end"] in written else written
    return {"ms": (time.perf_counter() - started) * 1e3, "tokens": len(ids), "ids": ids}


def ready(port, server):
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                sys.exit("the server ended: see the log")
            time.sleep(0.1)
    sys.exit("the server did not start: see the log")


def main():
    binary, model, port = sys.argv[1:4]
    threads, context = os.environ["THREADS"], int(os.environ["CONTEXT"])
    server = subprocess.Popen([binary, "-m", model, "--host", "127.0.0.1", "--port", port, "-t", threads, "-tb", threads,
                               "-np", str(SLOTS), "-c", str(SLOTS * context), "--no-webui"], stdout=sys.stderr)
    try:
        ready(port, server)
        print("ready", flush=True)
        with concurrent.futures.ThreadPoolExecutor(SLOTS) as callers:
            for line in sys.stdin:
                answers = list(callers.map(lambda request: ask(port, request), json.loads(line)["requests"]))
                print(json.dumps(answers), flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
