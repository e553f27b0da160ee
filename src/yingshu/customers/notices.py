"""Notices about personal data, by purpose: delivered by the rooms that ask, changed by the company, always with a version (CNF-07)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.caches import Cached
from yingshu.kernel.public import Notice
from yingshu.rulebook.decisions import params_of

from .controls import PRIVACY

NOTICES = "privacy_notices"


class Purpose(NamedTuple):
    """What personal data are asked for; ``text`` is the delivered notice, a message id that may name %(days)s."""

    code: str
    title: Any
    text: str


PURPOSES: dict[str, Purpose] = {}


def declare(purpose: Purpose) -> Purpose:
    """Make a purpose known; a second one with the same code is an error."""
    if purpose.code in PURPOSES:
        raise ValueError(f"purpose {purpose.code} is declared twice")
    PURPOSES[purpose.code] = purpose
    return purpose


def notice_of(code: str) -> Notice:
    """The notice in force for a purpose, with the version that records keep (``complaint-1``)."""
    purpose = PURPOSES[code]
    version, text = _own.get().get(code) or (1, gettext(purpose.text) % {"days": params_of(PRIVACY).keep_days})
    return Notice(f"{code}-{version}", gettext(purpose.title), text)


def _load(_key: object) -> dict[str, tuple[int, str]]:
    from .models import PrivacyNotice

    rows = PrivacyNotice.objects.order_by("version").values_list("purpose", "version", "text")
    return {purpose: (version, text) for purpose, version, text in rows}


_own: Cached[dict[str, tuple[int, str]]] = Cached(NOTICES, _load)

DESK = declare(Purpose("privacy", N_("About your request"), N_(
    "We use your name and phone or e-mail only to find what is kept about you, to make sure that it is you, and to answer. They are wiped "
    "as soon as the request is handled; a note that it was handled stays.")))
