"""What this machine could do at best: prints one JSON line, {"bf16": GFLOP/s of a large product, "read": GB/s}.

    machine.py THREADS
"""

import json
import sys
import time

import torch

REPEATS = 12


def least_seconds(work):
    work()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    size = 2048
    left, right = (torch.randn(size, size).to(torch.bfloat16) for _ in range(2))
    numbers = torch.ones(64 << 20, dtype=torch.int32)  # far larger than any cache
    print(json.dumps({"bf16": 2 * size**3 / least_seconds(lambda: left @ right) / 1e9,
                      "read": numbers.nbytes / least_seconds(numbers.max) / 1e9}))


if __name__ == "__main__":
    main()
