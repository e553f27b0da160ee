"""Walk through the product: every page of a person's menu and the first record of each list, as they would open them. Pictures and what is
wrong with the pages.

    python tools/walk.py --url http://localhost:8000 --people linxiaowen,suminyi --to pictures/    a served demo company

Looked for on each page: an answer other than 200, errors in the console, a page wider than the window, and (``--axe``) what
axe calls serious.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 780}, "has_touch": True},
}
SERIOUS = {"serious", "critical"}
MENU, LINK = re.compile(r'<nav class="ys-nav".*?</nav>', re.S), re.compile(r'<a href="(/[^"]*)"')
RECORD = "document.querySelector('table td.id a')?.getAttribute('href')?.split('?')[0]"
WIDTH = "[document.documentElement.scrollWidth, window.innerWidth]"


def context_for(browser: Any, url: str, look: str) -> Any:
    """A fresh browser of this look, in Chinese."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **LOOKS[look])
    if look == "dark":
        context.add_cookies([{"name": "ys_theme", "value": "dark", "url": url}])
    return context


def log_in(page: Any, url: str, person: str) -> None:
    """As one of the demo people."""
    page.goto(f"{url}/account/login/")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.locator(f"button[name=person][value={person}]").click()
    page.wait_for_url(f"{url}/")


def addresses(page: Any, url: str) -> list[str]:
    """All addresses of a person's menu, each once; a group shows its pages only while one of them is open."""
    def menu(address: str) -> list[str]:
        found = MENU.search(page.request.get(url + address).text())
        return LINK.findall(found[0]) if found else []
    groups = menu("/")
    return list(dict.fromkeys([*groups, *(address for group in groups for address in menu(group))]))


def look_at(page: Any, address: str, axe: Any = None) -> list[str]:
    """Open a page; answers what is wrong with it."""
    said: list[str] = []

    def heard(message: Any) -> None:
        if message.type == "error":
            said.append(f"console: {message.text}")

    page.on("console", heard)
    answer = page.goto(address)
    page.wait_for_load_state("load")
    page.remove_listener("console", heard)
    wrong = [*said, *([] if answer.status == 200 else [f"answered {answer.status}"])]
    wrong += ["sent to the login page"] if "/account/login/" in page.url else []
    width, window = page.evaluate(WIDTH)
    wrong += [f"{width} px wide in a window of {window}"] if width > window + 1 else []
    return [*wrong, *(serious(page, axe) if axe else [])]


def answered(page: Any, address: str) -> list[str]:
    """Whether a page answers this person; how it looks was seen with somebody else."""
    status = page.request.get(address).status
    return [] if status == 200 else [f"answered {status}"]


def serious(page: Any, axe: Any) -> Iterator[str]:
    """What axe calls serious."""
    for found in axe.run(page).response["violations"]:
        if found["impact"] in SERIOUS:
            yield f"{found['id']}: {[node['html'][:140] for node in found['nodes']][:2]}"


def walk(browser: Any, url: str, person: str, look: str, *, to: Path | None, seen: set[tuple[str, str]], axe: Any = None) -> list[str]:
    """All pages of a person's menu; those that nobody has seen yet in this look are drawn, the others only asked for."""
    context = context_for(browser, url, look)
    page, wrong = context.new_page(), []
    log_in(page, url, person)
    waiting = addresses(page, url)
    while waiting:
        address = waiting.pop(0)
        if (look, address) in seen:
            wrong += [f"{person} {look} {address}: {line}" for line in answered(page, url + address)]
            continue
        seen.add((look, address))
        wrong += [f"{person} {look} {address}: {line}" for line in look_at(page, url + address, axe)]
        record = page.evaluate(RECORD)
        waiting += [record] if record and record.startswith(address) and record != address else []
        if to:
            page.wait_for_load_state("networkidle")
            page.screenshot(path=to / f"{look}-{re.sub(r'[^a-z0-9]+', '_', address).strip('_') or 'home'}.png")
    context.close()
    return wrong


def main() -> int:
    """Walk; 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--people", required=True)
    parser.add_argument("--looks", default=",".join(LOOKS))
    parser.add_argument("--to", type=Path)
    parser.add_argument("--axe", action="store_true")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    if given.to:
        given.to.mkdir(parents=True, exist_ok=True)
    axe = None
    if given.axe:
        from axe_playwright_python.sync_playwright import Axe

        axe = Axe()
    seen: set[tuple[str, str]] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or None, args=["--no-sandbox", "--lang=zh-CN"])
        wrong = [line for look in given.looks.split(",") for person in given.people.split(",")
                 for line in walk(browser, given.url, person, look, to=given.to, seen=seen, axe=axe)]
        browser.close()
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
