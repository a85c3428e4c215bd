#!/usr/bin/env python3
"""Runs the official OpenAI and Anthropic SDKs against the proxy, whole and streamed, with an upstream of its own behind it.

    pip install openai anthropic
    sdk.py UPSTREAM_PORT PROXY_URL
    sdk.py UPSTREAM_PORT serve        (only the upstream, for sdk.mjs)

Start the service with a route to this script's upstream, for example

    --aligner.routes.mock.upstream=http://127.0.0.1:9999 --aligner.routes.mock.path=/v1/ --aligner.routes.mock.streams=window,buffer,off

The upstream gives the same rude answer to everything and says what it was sent; the corrector must have taken the rudeness out, and
nothing of ours may have reached the upstream. Ends with 1 if something is not as it should be.
"""
import http.server
import json
import sys
import threading

ANSWER = "You missed a damn semicolon on line 3, you idiot. Add it and it compiles."
USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
SEEN = []


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        SEEN.append((self.path, dict(self.headers), body))
        anthropic, responses = self.path.endswith("/messages"), self.path.endswith("/responses")
        if body.get("stream"):
            events = self.anthropic() if anthropic else self.events() if responses else self.chat()
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for name, data in events:
                text = (f"event: {name}\n" if name else "") + "data: " + (data if isinstance(data, str) else json.dumps(data)) + "\n\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(text.encode()), text.encode()))
            self.wfile.write(b"0\r\n\r\n")
            return
        if anthropic:
            whole = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": ANSWER}],
                     "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 3}}
        elif responses:
            whole = self.response("completed", [self.item(ANSWER)])
        else:
            whole = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "usage": USAGE, "choices": [
                {"index": 0, "message": {"role": "assistant", "content": ANSWER, "refusal": None}, "finish_reason": "stop"}]}
        data = json.dumps(whole).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @staticmethod
    def pieces():
        return [ANSWER[i:i + 6] for i in range(0, len(ANSWER), 6)]

    def chat(self):
        head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        yield None, {**head, "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]}
        for piece in self.pieces():
            yield None, {**head, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        yield None, {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        yield None, {**head, "choices": [], "usage": USAGE}
        yield None, "[DONE]"

    def anthropic(self):
        yield "message_start", {"type": "message_start", "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None, "stop_sequence": None,
            "usage": {"input_tokens": 9, "output_tokens": 1}}}
        yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        for piece in self.pieces():
            yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        yield "content_block_stop", {"type": "content_block_stop", "index": 0}
        yield "message_delta", {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 3}}
        yield "message_stop", {"type": "message_stop"}

    @staticmethod
    def item(text):
        return {"id": "m1", "type": "message", "status": "completed", "role": "assistant",
                "content": [{"type": "output_text", "text": text, "annotations": []}]}

    @staticmethod
    def response(status, output):
        return {"id": "r1", "object": "response", "created_at": 1, "status": status, "model": "m", "output": output,
                "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "error": None, "incomplete_details": None}

    def events(self):
        place = {"item_id": "m1", "output_index": 0, "content_index": 0}
        part = {"type": "output_text", "text": "", "annotations": []}
        events = [("response.created", {"response": self.response("in_progress", [])}),
                  ("response.output_item.added", {"output_index": 0, "item": {**self.item(""), "status": "in_progress", "content": []}}),
                  ("response.content_part.added", {**place, "part": part})]
        events += [("response.output_text.delta", {**place, "delta": piece}) for piece in self.pieces()]
        events += [("response.output_text.done", {**place, "text": ANSWER}),
                   ("response.content_part.done", {**place, "part": {**part, "text": ANSWER}}),
                   ("response.output_item.done", {"output_index": 0, "item": self.item(ANSWER)}),
                   ("response.completed", {"response": self.response("completed", [self.item(ANSWER)])})]
        for number, (name, data) in enumerate(events):
            yield name, {"type": name, "sequence_number": number, **data}


def main():
    port, proxy = int(sys.argv[1]), sys.argv[2]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Upstream)
    if proxy == "serve":
        server.serve_forever()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    import anthropic
    import openai

    client = openai.OpenAI(base_url=proxy + "/v1", api_key="theirs")
    claude = anthropic.Anthropic(base_url=proxy, api_key="theirs")
    question = [{"role": "user", "content": "Why does my code not compile?"}]
    failures = []

    def check(name, text, extra=True):
        good = "damn" not in text and "idiot" not in text and "semicolon on line 3" in text and text.endswith("it compiles.") and extra
        print(("ok     " if good else "FAILED ") + name + ": " + text)
        if not good:
            failures.append(name)

    whole = client.chat.completions.create(model="m", messages=question, extra_body={"aligner": {"strength": 1}})
    check("OpenAI chat", whole.choices[0].message.content, whole.usage.total_tokens == 12)
    for mode in ("window", "buffer"):
        stream = client.chat.completions.create(model="m", messages=question, stream=True, stream_options={"include_usage": True},
                                                extra_headers={"x-aligner-stream-mode": mode})
        chunks = list(stream)
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        check("OpenAI chat, " + mode, text, chunks[-1].usage.total_tokens == 12)
        stream = client.responses.create(model="m", input="Why does my code not compile?", stream=True,
                                         extra_headers={"x-aligner-stream-mode": mode})
        events = list(stream)
        text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        done = events[-1].response.output_text
        check("OpenAI Responses, " + mode, text, done == text and [e.sequence_number for e in events] == list(range(len(events))))
        with claude.messages.stream(model="m", max_tokens=99, messages=question, extra_headers={"x-aligner-stream-mode": mode}) as stream:
            text = "".join(stream.text_stream)
            final = stream.get_final_message()
        check("Anthropic, " + mode, text, final.content[0].text == text and final.usage.output_tokens == 3)
    check("OpenAI Responses", client.responses.create(model="m", input="Why does my code not compile?").output_text)
    check("Anthropic", claude.messages.create(model="m", max_tokens=99, messages=question).content[0].text)
    for path, headers, body in SEEN:
        ours = [h for h in headers if h.lower().startswith("x-aligner-")]
        if ours or "aligner" in body:
            failures.append(path)
            print("FAILED reached the upstream:", path, ours, "aligner" in body)
    print(f"{len(SEEN)} requests, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
