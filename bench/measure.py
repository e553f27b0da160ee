"""Running something with several clients at once for some seconds."""

from __future__ import annotations

import multiprocessing as mp
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


def _client(make: Callable[[int], Callable[[], None]], seed: int, seconds: float, warm: int, out: Any, start: Any) -> None:
    once = make(seed)
    for _ in range(warm):
        once()
    out.put(None)
    start.wait()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        once()
        times.append(time.perf_counter() - begun)
    out.put(times)


def load(make: Callable[[int], Callable[[], None]], clients: int, seconds: float, warm: int = 5) -> dict[str, Any]:
    """Cycles per second and latencies (ms) of so many clients, each a process of its own."""
    context = mp.get_context("fork")
    out, start = context.Queue(), context.Event()
    people = [context.Process(target=_client, args=(make, i + int(time.time() * 10) % 10**6, seconds, warm, out, start), daemon=True)
              for i in range(clients)]
    for p in people:
        p.start()
    for _ in people:
        out.get(timeout=120)
    begun = time.perf_counter()
    start.set()
    times = sorted(t for _ in people for t in out.get(timeout=seconds + 120))
    wall = time.perf_counter() - begun
    for p in people:
        p.join()
    return {"clients": clients, "per_second": round(len(times) / wall, 2), "p50_ms": _at(times, 0.5), "p95_ms": _at(times, 0.95),
            "n": len(times)}


def _at(times: list[float], share: float) -> float | None:
    return round(times[int(len(times) * share)] * 1000, 2) if times else None


def timed(call: Callable[[], Any], repeat: int = 7) -> float:
    """Median milliseconds of a call."""
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        call()
        found.append((time.perf_counter() - begun) * 1000)
    return round(sorted(found)[len(found) // 2], 2)


class Meter:
    """Processor time of processes and all their children, which other load on the machine does not change (Linux)."""

    def __init__(self, *roots: int) -> None:
        self.roots = roots

    def seconds(self) -> float:
        """Used so far."""
        found = dict(_processes())
        mine, before = set(self.roots) & found.keys(), 0
        while len(mine) > before:
            before = len(mine)
            mine |= {pid for pid, (parent, _used) in found.items() if parent in mine}
        return sum(found[pid][1] for pid in mine)


def _processes() -> Iterator[tuple[int, tuple[int, float]]]:
    """Every process: its parent, and the seconds that it and its ended children used."""
    tick = os.sysconf("SC_CLK_TCK")
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            yield int(path.parent.name), (int(fields[1]), sum(map(int, fields[11:15])) / tick)


def cost(call: Callable[[], Any], meter: Meter, repeat: int = 15) -> dict[str, float]:
    """What a call takes: the least milliseconds on the clock, and processor milliseconds of server and database on average."""
    for _ in range(2):
        call()
    before = meter.seconds()
    least = min(timed(call, 1) for _ in range(repeat))
    return {"ms": least, "cpu_ms": round((meter.seconds() - before) * 1000 / repeat, 1)}


def contention() -> float:
    """How much slower this process runs than it would alone: clock over processor time of a loop."""
    wall, own = time.perf_counter(), time.process_time()
    sum(range(20_000_000))
    return round((time.perf_counter() - wall) / (time.process_time() - own), 2)
