"""Import of a ledger of 100,000 lines: time beside what calamine alone needs to read the file, and the memory it takes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from . import house

LINES, MEGABYTES, TIMES = 100_000, 400, 30
WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("ledger.json").read_text("utf-8"))
MEASURE = """
import json, resource, runpy, sys, time
begun, own = time.perf_counter(), time.process_time()
try:
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps({"s": round(time.perf_counter() - begun, 2), "cpu_s": round(time.process_time() - own, 2),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}), file=sys.stderr)
"""
CALAMINE = """
import sys
from python_calamine import load_workbook
book = load_workbook(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python()
"""


def run(asked: Any) -> dict[str, Any]:
    """Read by calamine alone, then checked and imported by the command, on SQLite."""
    print(f"\nImport of {asked.lines} ledger lines")
    with house.home() as home:
        path = Path(home, "ledger.xlsx")
        write(path, asked.lines)
        subprocess.run([sys.executable, "-m", "yingshu", "migrate"], env=house.environment(home), check=True, capture_output=True)
        alone = _measured(home, ["calamine_alone", str(path)])
        whole = _measured(home, ["yingshu", "import", "ledger", str(path), "--yes", "--format", "json"])
    found = {"calamine": alone, "import": whole, "times": round(whole["cpu_s"] / alone["cpu_s"], 1), "mb": whole["mb"]}
    print(f"  processor: calamine alone {alone['cpu_s']} s, import {whole['cpu_s']} s ({whole['s']} on the clock), {found['times']} times "
          f"(must be within {TIMES}); {whole['mb']} MB (must be within {MEGABYTES})", flush=True)
    return found


def _measured(home: str, words: list[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "calamine_alone.py").write_text(CALAMINE)
        env = house.environment(home)
        env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], folder])
        done = subprocess.run([sys.executable, "-c", MEASURE, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-1000:] + done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return found


def write(path: Path, lines: int) -> None:
    """A sales ledger as companies keep it: three lines an order, 2,000 customers, 200 products."""
    chance = random.Random(5)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet(WORDS["sheet"]), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, WORDS["titles"])
        for n in range(lines):
            order, product, quantity = n // 3, chance.randrange(200), chance.randint(1, 40)
            price = 10 + product % 90
            sheet.write_datetime(n + 1, 0, date(2025, 1, 1) + timedelta(days=order % 500), day)
            sheet.write_row(n + 1, 1, (
                f"S{order:06d}", f"{WORDS['customer']}{order % 2000:04d}", f"{WORDS['region']}{order % 7}",
                f"{WORDS['person']}{order % 40:02d}", f"{WORDS['product']}{product:03d}", quantity, price, "", quantity * price,
                WORDS["method"]))
