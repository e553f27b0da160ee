"""Choice lists of the customer file: nature, source, level."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.choices import ChoiceList, check, declare

NATURE, SOURCE, LEVEL = "customers.nature", "customers.source", "customers.level"
_delivered: dict[str, list[str]] = json.loads(files(__package__).joinpath("catalogue/choices.json").read_text("utf-8"))


def _words(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in _delivered[name])


declare(ChoiceList(NATURE, _("Enterprise natures"), (("customers.Customer", "nature"),), _words("nature")),
        ChoiceList(SOURCE, _("Customer sources"), (("customers.Customer", "source"),), _words("source")),
        ChoiceList(LEVEL, _("Customer levels"), (("customers.Customer", "level"),), _words("level"), longest=4))


def check_words(data: Any) -> None:
    """Raise InvalidInput for words of the file that their lists do not take; ``data`` are the given or changed values."""
    check(**{name: (f"customers.{name}", data[name]) for name in ("nature", "source", "level") if data.get(name)})
