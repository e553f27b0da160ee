"""Choice lists of money: by which way it came, by which way it was asked for. A company adds its own, such as WeChat."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from yingshu.kernel.choices import ChoiceList, FromList, declare

from .models import DunningNote, Receipt

METHOD, CHANNEL = "receivables.method", "receivables.channel"
Method = Annotated[str, Field(min_length=1, max_length=20), FromList(METHOD)]
Channel = Annotated[str, Field(min_length=1, max_length=20), FromList(CHANNEL)]

declare(ChoiceList(METHOD, _("Ways of receipts"), (("receivables.Receipt", "method"),), tuple(Receipt.Method.choices), coded=True,
                   longest=20),
        ChoiceList(CHANNEL, _("Ways of dunning"), (("receivables.DunningNote", "channel"),), tuple(DunningNote.Channel.choices),
                   coded=True, longest=20))
