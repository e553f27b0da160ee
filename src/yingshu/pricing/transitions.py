"""Legal moves of special prices. Price lists only ever go from draft to released."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import PriceList, SpecialPrice

S, L = SpecialPrice.State, PriceList.State

SPECIAL_PRICE = Transitions({"grant": ([S.PENDING], S.GRANTED), "reject": ([S.PENDING], S.REJECTED),
                             "send back": ([S.PENDING], S.RETURNED), "mend": ([S.RETURNED], S.PENDING)}, S)
PRICE_LIST = Transitions({"set prices": ([L.DRAFT], L.DRAFT), "release": ([L.DRAFT], L.RELEASED)}, L)
