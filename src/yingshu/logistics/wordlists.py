"""Choice lists of dispatch: kinds of exceptions, reasons of returns."""

from __future__ import annotations

import json
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.choices import ChoiceList, declare

from .models import DispatchException

EXCEPTION_KIND, RETURN_REASON = "logistics.exception_kind", "logistics.return_reason"
_delivered: dict[str, list[str]] = json.loads(files(__package__).joinpath("catalogue/choices.json").read_text("utf-8"))

declare(ChoiceList(EXCEPTION_KIND, _("Kinds of dispatch exceptions"), (("logistics.DispatchException", "kind"),),
                   tuple(DispatchException.Kind.choices), coded=True, longest=20),
        ChoiceList(RETURN_REASON, _("Reasons of returns"), (("logistics.ReturnNote", "reason"),),
                   tuple((word, word) for word in _delivered["return_reason"])))
