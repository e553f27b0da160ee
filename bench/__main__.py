"""``python -m bench [part …] [--seconds N]``: measures everything in one run, prints ratios and writes bench/results/latest.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import answers, crash, cycle, importing, pages, registers, rehearsal, satisfaction, volume

RESULTS = Path(__file__).parent / "results"
PARTS = {"cycle": cycle.run, "pages": pages.run, "import": importing.run, "volume": volume.run, "rehearsal": rehearsal.run,
         "satisfaction": satisfaction.run, "answers": answers.run, "registers": registers.run, "crash": crash.run}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[[], *PARTS], help="what to measure; everything when left out")
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds of each measured run")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds, of which the median counts")
    parser.add_argument("--orders", type=int, default=1_000_000, help="orders of the volume part at most")
    parser.add_argument("--lines", type=int, default=100_000, help="lines of the import part")
    parser.add_argument("--database", choices=["", "postgresql", "sqlite"], default="", help="only this one, where a part measures both")
    parser.add_argument("--decisions", type=int, default=1_000_000, help="decisions of the rehearsal part")
    parser.add_argument("--answers", type=int, default=1_000_000, help="answers of the satisfaction part")
    parser.add_argument("--people", type=int, default=1000, help="people of the answers part, all at once")
    parser.add_argument("--records", type=int, default=1_000_000, help="records of the registers part")
    parser.add_argument("--kills", type=int, default=30, help="kills of the crash part")
    asked = parser.parse_args()
    found = {"machine": {"python": platform.python_version(), "cores": os.cpu_count(),
                         "at": datetime.now(UTC).isoformat(timespec="seconds")}}
    for name in asked.part or PARTS:
        found[name] = PARTS[name](asked)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(f"\nwritten: {RESULTS / 'latest.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
