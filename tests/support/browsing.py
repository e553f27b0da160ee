"""A person before the screen: logged in, opening a page, reading it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from .trade import Trade

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(trade: Trade, who: str) -> Client:
    """The browser of a person who has logged in."""
    client = Client()
    client.force_login(trade.company.person(who), backend=BACKEND)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    """The page at an address, answered with the expected status."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def words(html: str) -> str:
    """What a person reads, without tags."""
    text = re.sub(r"<(script|style|template|svg)\b.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
