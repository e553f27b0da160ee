"""Pictures of the main pages for the readme: docs/shots/*.png, taken from the demo company with a headless browser.

    python tools/shots.py                    make the demo company in a folder of its own, serve it, take all pictures
    python tools/shots.py workbench board    only these
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "shots"
PORT = 8179
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who looks, where, and how. ``where`` may ask the database for a record."""

    name: str
    login: str
    where: str | Callable[[], str]
    phone: bool = False
    dark: bool = False


def _order_short_of_200() -> str:
    from yingshu.orders.models import SalesOrder
    from yingshu.organisation.models import Person
    from yingshu.organisation.principal import actor_for

    short = {"state": "executing", "ready": True, "slipped_fen": 0, "payment_method": "prepaid"}
    found = SalesOrder.objects.visible_to(actor_for(Person.objects.get(username="linxiaowen").pk)).filter(**short).order_by("id").first()
    return f"/orders/{found.pk}/" if found else "/orders/"


def _slip_to_count() -> str:
    from yingshu.orders.models import SalesSlip

    found = SalesSlip._plain.filter(state="issued").order_by("-id").first()
    return f"/slips/{found.pk}/count/" if found else "/slips/"


def _survey_to_answer() -> str:
    from yingshu.satisfaction.models import Invitation
    from yingshu.satisfaction.tokens import token

    found = Invitation.objects.filter(answered_at=None, token_hash__isnull=False, customer__isnull=False, wave__state="running").first()
    return f"/s/{token(found.wave_id, found.serial)}/" if found else "/s/"


SHOTS = (
    Shot("login", "", "/account/login/"), Shot("login-phone", "", "/account/login/", phone=True),
    Shot("workbench", "linxiaowen", "/"), Shot("workbench-dark", "linxiaowen", "/", dark=True),
    Shot("workbench-phone", "linxiaowen", "/", phone=True), Shot("orders", "linxiaowen", "/orders/"),
    Shot("orders-phone", "linxiaowen", "/orders/", phone=True), Shot("order", "linxiaowen", _order_short_of_200),
    Shot("board", "linxiaowen", "/board/"), Shot("count", "luoyongqiang", _slip_to_count, phone=True),
    Shot("customers", "linxiaowen", "/customers/"), Shot("ageing", "suminyi", "/ageing/"), Shot("import", "suminyi", "/import/ledger/"),
    Shot("rulebook", "chenzhiyuan", "/rulebook/"), Shot("matrix", "chenzhiyuan", "/rulebook/matrix/"),
    Shot("duties", "chenzhiyuan", "/duties/calendar/"), Shot("registers", "chenzhiyuan", "/r/"),
    Shot("parameters", "chenzhiyuan", "/rulebook/parameters/"),
    Shot("reports", "chenzhiyuan", "/reports/"), Shot("cases", "linxiaowen", "/cases/"),
    Shot("satisfaction", "chenzhiyuan", "/satisfaction/results/"), Shot("survey", "", _survey_to_answer, phone=True),
)


def _run(*words: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "yingshu", *words], env=env, check=True, cwd=ROOT)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The demo company behind a server, until the block ends."""
    address = f"http://localhost:{PORT}"
    env = os.environ | {"YINGSHU_HOME": str(home), "YINGSHU_BASE_URL": address}
    os.environ.update(env)
    _run("migrate", env=env)
    _run("demo", "--if-empty", env=env)
    words = [sys.executable, "-m", "yingshu", "serve", "--port", str(PORT), "--workers", "1", "--no-worker"]
    server = subprocess.Popen(words, env=env, cwd=ROOT)
    try:
        _await(f"{address}/healthz/")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _await(address: str, seconds: int = 60) -> None:
    for _n in range(seconds * 2):
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def take(address: str, wanted: list[str]) -> list[str]:
    """Take the pictures; answers what went wrong (console errors, pages that do not answer 200)."""
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or None, args=["--no-sandbox", "--lang=zh-CN"])
        wrong = [line for shot in SHOTS if not wanted or shot.name in wanted for line in _take(browser, address, shot)]
        browser.close()
    return wrong


def _take(browser: Any, address: str, shot: Shot) -> list[str]:
    wrong: list[str] = []
    context = browser.new_context(viewport=PHONE if shot.phone else WIDE, locale="zh-CN", device_scale_factor=2 if shot.phone else 1,
                                  has_touch=shot.phone)
    if shot.dark:
        context.add_cookies([{"name": "ys_theme", "value": "dark", "url": address}])
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{shot.name}: {message.text}") if message.type == "error" else None)
    if shot.login:
        page.goto(f"{address}/account/login/")
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.locator(f"button[name=person][value={shot.login}]").click()
        page.wait_for_url(f"{address}/")
    answer = page.goto(address + (shot.where if isinstance(shot.where, str) else shot.where()))
    page.wait_for_load_state("networkidle")
    if answer.status != 200:
        wrong.append(f"{shot.name}: answered {answer.status}")
    page.screenshot(path=TARGET / f"{shot.name}.png")
    context.close()
    return wrong


def main() -> int:
    """Take what was asked for; 1 when something was wrong with a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help="names of pictures; all without")
    parser.add_argument("--home", help="data folder with a demo company (default: a new one)")
    given = parser.parse_args()
    home = Path(given.home or tempfile.mkdtemp(prefix="yingshu-shots-"))
    try:
        with served(home) as address:
            _django()
            wrong = take(address, given.name)
    finally:
        if not given.home:
            shutil.rmtree(home, ignore_errors=True)
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    django.setup()


if __name__ == "__main__":
    raise SystemExit(main())
