"""The product behind a real server, on an SQLite home of its own, with the test company in it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.house import House, environment, free_port

from .places import Places

SETUP = """
import django; django.setup()
from tests.support.company import build
from tests.support.trade import Trade
trade = Trade(build())
trade.parameters("orders.review", mode="at_once")
customer = trade.customer()
products = [trade.product("复合肥", "85"), trade.product("尿素", "120")]
trade.carrier()
"""


@dataclass
class Live:
    """A running house: its address, and questions to its records."""

    home: str
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(self, query: str) -> Any:
        """The first value that a query finds in the house's database."""
        (path,) = Path(self.home).glob("*.sqlite3")
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query).fetchone()[0]


def run(code: str, home: str) -> str:
    """Run Python code on the house's data; answers what it printed."""
    done = subprocess.run([sys.executable, "-c", code], env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@contextmanager
def live(places: Places, home: Path) -> Iterator[Live]:
    """Serve a fresh company until the block ends."""
    places.filled("sqlite", home, "-c", SETUP)
    port = free_port()
    before = os.environ.get("YINGSHU_BASE_URL")
    os.environ["YINGSHU_BASE_URL"] = f"http://localhost:{port}"
    house = House(str(home), "", port, 1)
    house.start()
    try:
        yield Live(str(home), port)
    finally:
        house.end()
        if before is None:
            del os.environ["YINGSHU_BASE_URL"]
