"""Running something with several clients at once for some seconds."""

from __future__ import annotations

import multiprocessing as mp
import time
from collections.abc import Callable
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


def best(call: Callable[[], Any], repeat: int = 9) -> float:
    """Least milliseconds of a call: what it costs where nothing else runs; other load only ever adds."""
    call()
    return min(timed(call, 1) for _ in range(repeat))
