"""Real things for tests: a PostgreSQL server of our own, and a headless browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tools.pgserver import Server, ServerError, programs

from tests.support.selection import missing, program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

VIEWPORT = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server with an empty database ``yingshu``, for tests that bring their own database."""
    try:
        programs()
    except ServerError:
        missing("PostgreSQL", "postgresql")
    with Server(fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = program(("chromium", "chromium-browser", "google-chrome"), "chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would refuse the test's own queries because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile in Chinese; a script error on any of its pages fails the test."""
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=VIEWPORT)
    errors: list[str] = []
    context.on("weberror", lambda event: errors.append(str(event.error)))
    yield context
    context.close()
    assert not errors, f"script errors in the browser: {errors}"


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """One page of ``browser_context``."""
    return browser_context.new_page()
