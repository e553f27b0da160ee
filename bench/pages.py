"""Server time of the pages of a working day: a bare Django page, the list of 25 rows, detail, board, workbench."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from typing import Any

from tools.pgserver import Server

from . import house
from .measure import Meter, cost

PAGES = {"bare page": "/help/", "order list": "/orders/", "order list, filtered": "/orders/?q=customer+1", "dispatch board": "/board/",
         "workbench": "/", "ageing": "/ageing/"}
PEOPLE = """
import django; django.setup()
from yingshu.organisation.models import Person
p = Person.objects.get(username="bench"); p.set_password("correct horse battery"); p.save()
"""


class Browser:
    """A logged-in browser without pictures."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/account/login/"))
        form = {"csrfmiddlewaretoken": token[1] if token else "", "login": "bench", "password": "correct horse battery"}
        self.open(f"{self.base}/account/login/", urllib.parse.urlencode(form).encode()).read()

    def get(self, path: str) -> str:
        return str(self.open(self.base + path).read().decode())


def run(asked: Any) -> dict[str, Any]:
    """What each page takes on PostgreSQL with some orders made by the cycle."""
    print("\nPages, milliseconds of one client (least of 40), and processor time of server and database")
    with Server(fsync=False) as database, house.home() as home:
        facts = house.prepare(home, database.url)
        subprocess.run([sys.executable, "-c", PEOPLE], env=house.environment(home, database.url), check=True)
        with house.running(home, database.url) as server:
            client = house.Client(server.port, facts["token"], 1)
            for _ in range(40):
                client.cycle(facts)
            meter = Meter(server.pid, database.process.pid if database.process else 0)
            return _measure(Browser(server.port), meter)


def _measure(browser: Browser, meter: Meter) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, path in PAGES.items():
        found[name] = cost(lambda path=path: browser.get(path), meter, 40)
        ratio = found[name]["cpu_ms"] / found["bare page"]["cpu_ms"]
        print(f"  {name}: {found[name]['ms']} ms ({found[name]['cpu_ms']} processor), {ratio:.1f} of the bare page", flush=True)
    return found
