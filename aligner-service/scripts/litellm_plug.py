#!/usr/bin/env python3
"""Runs the LiteLLM proxy with the plug as a guardrail of type generic_guardrail_api, and an upstream of its own behind it.

    python -m venv venv && venv/bin/pip install "litellm[proxy]" openai
    venv/bin/python litellm_plug.py SERVICE_URL [UPSTREAM_PORT PROXY_PORT]

Start the service with

    --aligner.plugs.enabled=litellm --aligner.plugs.stream-holdback=list

and, on a slow machine, a longer --aligner.plugs.deadline.litellm. The upstream gives the same rude answer to everything and says
what it was sent; the corrector must have taken the rudeness out, whole and streamed, and the prompt must have reached the upstream as
it was. The guardrail is the one of docs/plugs.md, for another address and on a slower machine. Ends with 1 if something is not as it
should be.
"""
import http.server
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import sdk

sdk.ANSWER = "Paris, you stupid idiot."
QUESTION = [{"role": "user", "content": "What is the capital of France?"}]
START_SECONDS = 600
KEY = "sk-" + secrets.token_hex(32)
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "plugs.md"


def configuration(upstream, service):
    import yaml

    shown = re.search(r"<!-- held by: \S*litellm_plug\.py -->\n```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)[1]
    guardrail, = yaml.safe_load(shown)["guardrails"]
    plug = {**guardrail["litellm_params"], "api_base": service, "timeout": 120, "default_on": False}
    return yaml.safe_dump({
        "model_list": [{"model_name": "m", "litellm_params": {
            "model": "openai/m", "api_base": f"http://127.0.0.1:{upstream}/v1", "api_key": "theirs"}}],
        "guardrails": [
            {**guardrail, "litellm_params": plug},
            {"guardrail_name": "sampled", "litellm_params": {
                **plug, "streaming_end_of_stream_only": False, "streaming_sampling_rate": 2}},
        ]})


def started(port, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/liveliness", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(1)
    return False


def main():
    service = sys.argv[1]
    upstream, port = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (9993, 4000)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", upstream), sdk.Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as config:
        config.write(configuration(upstream, service))
    proxy = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "litellm"), "--config", config.name,
                              "--host", "127.0.0.1", "--port", str(port)],
                             env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": KEY})
    try:
        return run(port) if started(port, proxy) else "the LiteLLM proxy did not start"
    finally:
        proxy.terminate()
        proxy.wait(30)
        os.unlink(config.name)


def run(port):
    import openai

    client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=KEY, timeout=600, max_retries=0)
    failures = []

    def check(name, text, extra=True):
        good = "Paris" in text and "idiot" not in text and "stupid" not in text and extra
        print(("ok     " if good else "FAILED ") + name + ": " + text, flush=True)
        if not good:
            failures.append(name)

    whole = client.chat.completions.create(model="m", messages=QUESTION, extra_body={"guardrails": ["aligner"]})
    check("whole", whole.choices[0].message.content, whole.usage.total_tokens == 12)
    for guardrail in ("aligner", "sampled"):
        chunks = list(client.chat.completions.create(model="m", messages=QUESTION, stream=True, extra_body={"guardrails": [guardrail]}))
        text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        check("streamed, guardrail " + guardrail, text)
    plain = client.chat.completions.create(model="m", messages=QUESTION)
    print("without the guardrail: " + plain.choices[0].message.content, flush=True)
    for path, _, body in sdk.SEEN:
        if body["messages"] != QUESTION:
            failures.append(path)
            print("FAILED another prompt reached the upstream:", body["messages"], flush=True)
    print(f"{len(sdk.SEEN)} requests, {len(failures)} failed", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
