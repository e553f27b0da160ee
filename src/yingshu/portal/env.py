"""Settings from the environment: each declared once, checked at start, with an error a person can act on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadSetting(SystemExit):
    """A setting is wrong; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One ``YINGSHU_*`` variable."""

    name: str
    read: Callable[[str], Any]
    default: str
    means: str

    def value(self) -> Any:
        raw = os.environ.get(self.name, "") or self.default
        try:
            return self.read(raw)
        except (ValueError, TypeError) as problem:
            raise BadSetting(f"{self.name}={raw!r} cannot be used: {problem}. It means: {self.means}") from None


def _bool(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("give 1 or 0")


def _positive(raw: str) -> int:
    number = int(raw)
    if number < 0:
        raise ValueError("give a number of 0 or more")
    return number


def _sync(raw: str) -> str:
    if raw.upper() not in ("FULL", "NORMAL"):
        raise ValueError("give FULL or NORMAL")
    return raw.upper()


def _policy(raw: str) -> str:
    if raw not in ("length", "classes"):
        raise ValueError("give length or classes")
    return raw


def _list(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",") if part.strip()]


SETTINGS = {s.name.removeprefix("YINGSHU_"): s for s in (
    Setting("YINGSHU_HOME", lambda raw: Path(raw).expanduser().resolve(), "./data", "the data folder: SQLite file, attachments, key"),
    Setting("YINGSHU_DATABASE_URL", str, "", "postgresql://user:password@host:port/name; empty: SQLite in the data folder"),
    Setting("YINGSHU_SECRET_KEY", str, "", "secret for sessions; empty: made once and kept in the data folder"),
    Setting("YINGSHU_DEBUG", _bool, "0", "developer mode; never in production"),
    Setting("YINGSHU_DEMO", _bool, "0", "show the demo people on the login page (only with the demo company)"),
    Setting("YINGSHU_HOSTS", _list, "localhost,127.0.0.1,[::1]", "host names the server answers to, separated by commas"),
    Setting("YINGSHU_BASE_URL", str, "http://localhost:8000", "address of the server in links and QR codes"),
    Setting("YINGSHU_HTTPS", _bool, "0", "1 when a proxy in front speaks HTTPS: secure cookies, HSTS"),
    Setting("YINGSHU_PROXIES", _positive, "0",
            "how many proxies in front write X-Forwarded-For: a visitor's address is the one the outermost saw"),
    Setting("YINGSHU_SQLITE_SYNC", _sync, "FULL", "FULL survives a power cut, NORMAL a crashed process (and is quicker)"),
    Setting("YINGSHU_CACHE_SECONDS", _positive, "5", "after how many seconds a change of rights made elsewhere is seen"),
    Setting("YINGSHU_PASSWORD_POLICY", _policy, "length", "length: at least 12 characters, no classes asked for; "
            "classes: at least 8 with three of four kinds, changed every 90 days"),
    Setting("YINGSHU_EMAIL_URL", str, "consolemail://", "smtp+tls://user:password@host:587 for outgoing e-mail"),
    Setting("YINGSHU_EMAIL_FROM", str, "yingshu@localhost", "sender of outgoing e-mail"),
    Setting("YINGSHU_WORKERS", _positive, "2", "web processes"),
    Setting("YINGSHU_COMPANY", str, "营枢演示公司", "the company's name on pages and papers"),
)}


def env(name: str) -> Any:
    """The value of a setting, by its name without the prefix."""
    return SETTINGS[name].value()


def secret_key(home: Path) -> str:
    """The configured secret, or one made once and kept in the data folder, readable by its owner only."""
    configured = env("SECRET_KEY")
    if configured:
        return str(configured)
    kept = home / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()
