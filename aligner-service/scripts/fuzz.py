"""For schemathesis, by SCHEMATHESIS_HOOKS: how a body of lines is written."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    # a schema describes one line; one that is no JSON is sent as it is
    every = value if isinstance(value, list) else [value]
    return b"\n".join(
        line.encode("utf-8", "surrogatepass") if isinstance(line, str) else json.dumps(line).encode() for line in every
    )
