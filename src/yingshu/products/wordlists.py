"""The choice list of units of measure."""

from __future__ import annotations

import json
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.choices import ChoiceList, declare

MEASURE = "products.measure"
_delivered: list[str] = json.loads(files(__package__).joinpath("catalogue/measures.json").read_text("utf-8"))

declare(ChoiceList(MEASURE, _("Units of measure"), (("products.Product", "unit"),), tuple((word, word) for word in _delivered), longest=12))
