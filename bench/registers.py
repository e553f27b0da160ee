"""A register with a million records: its list pages beside the same register with 10,000, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

from tools.pgserver import Server

from . import house
from .volume import SETTINGS


def run(asked: Any) -> dict[str, Any]:
    """Milliseconds of each page at both volumes, and how they grew."""
    print(f"\nRegisters, milliseconds of a list page at 10,000 and {asked.records:,} records (must be within 2)")
    return {name: _database(asked, name) for name in ("postgresql", "sqlite") if asked.database in ("", name)}


def _database(asked: Any, name: str) -> dict[str, Any]:
    with house.home() as home, Server(fsync=False, settings=SETTINGS) if name == "postgresql" else nullcontext() as server:
        done = subprocess.run([sys.executable, "-m", "bench.register_pages", str(asked.records)], text=True, check=False,
                              env=house.environment(home, server.url if server else ""), capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["growth"] = {page: round(ms / found["small"][page], 2) for page, ms in found["large"].items()}
    for page, ms in found["large"].items():
        print(f"  {name}, {page}: {found['small'][page]} and {ms}, {found['growth'][page]} times", flush=True)
    return found
