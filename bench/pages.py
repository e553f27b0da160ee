"""Server time of the pages of a working day: a bare Django page, the list of 25 rows, detail, board, workbench."""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from statistics import median
from typing import Any

from tools.pgserver import Server

from . import house
from .measure import timed

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
    """Median milliseconds of each page on PostgreSQL with 300 orders made by the cycle."""
    print("\nPages, milliseconds of one client (median of 25)")
    with Server(fsync=False) as server, house.home() as home:
        facts = house.prepare(home, server.url)
        subprocess.run([sys.executable, "-c", PEOPLE], env=house.environment(home, server.url), check=True)
        with house.serving(home, server.url, workers=1) as port:
            client = house.Client(port, facts["token"], 1)
            for _ in range(40):
                client.cycle(facts)
            return _measure(Browser(port))


def _measure(browser: Browser) -> dict[str, Any]:
    found = {}
    for name, path in PAGES.items():
        browser.get(path)
        found[name] = median([timed(lambda path=path: browser.get(path), 5) for _ in range(5)])
        print(f"  {name}: {found[name]} ms, {found[name] / found['bare page']:.1f} of the bare page")
    return json.loads(json.dumps(found))
