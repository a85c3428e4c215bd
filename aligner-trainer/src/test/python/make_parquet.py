"""Writes the Parquet files of the reader's tests, once: a writer that is not ours. Needs pyarrow (26.0.1 was used)."""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

turn = pa.struct([("role", pa.string()), ("content", pa.string())])
table = pa.table(
    {
        "question": pa.array(["q", None, None]),
        "messages": pa.array(
            [None, None, [{"role": "assistant", "content": "hello"}, {"role": "user", "content": "蜘蛛?"}]],
            pa.list_(turn),
        ),
        "answer": pa.array(["a\n\u2028b", "", "😀"]),
        "correction": pa.array(["c", "d", "e"]),
        "instruction": pa.array([None, "Be kind.", ""]),
        "source": pa.array(["s", "s", "t"]).dictionary_encode(),
        "licence": pa.array(["MIT", None, None]),
        "split": pa.array(["train", "dev", None]),
        "number": pa.array([1, 2, None]),
        "ratio": pa.array([0.5, None, 2.0]),
        "flag": pa.array([True, False, None]),
    }
)
bad = pa.table(
    {"answer": pa.array(["a", None]), "correction": pa.array([1, 2]), "question": pa.array([["x"], ["y"]])}
)
samples = pa.table(
    {
        "question": pa.array(["q", "r"]),
        "rejected": pa.array(["n", "m"]),
        "samples": pa.array([["one", "two"], []], pa.list_(pa.string())),
    }
)
out = Path(sys.argv[1])
for packing in ["none", "snappy", "gzip", "zstd", "lz4"]:
    pq.write_table(table, out / f"corrections-{packing}.parquet", compression=packing)
pq.write_table(bad, out / "bad.parquet")
pq.write_table(samples, out / "negatives.parquet")
