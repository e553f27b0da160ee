"""Legal moves of special prices. Price lists only ever go from draft to released."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import PriceList, PriceStrategy, SpecialPrice

S, L = SpecialPrice.State, PriceList.State

SPECIAL_PRICE = Transitions({"grant": ([S.PENDING], S.GRANTED), "reject": ([S.PENDING], S.REJECTED),
                             "send back": ([S.PENDING], S.RETURNED), "mend": ([S.RETURNED], S.PENDING)}, S)
T = PriceStrategy.State
STRATEGY = Transitions({"change": ([T.DRAFT, T.RETURNED], T.DRAFT), "submit": ([T.DRAFT, T.RETURNED], T.PENDING),
                        "approve": ([T.PENDING], T.APPROVED), "reject": ([T.PENDING], T.REJECTED),
                        "send back": ([T.PENDING], T.RETURNED), "withdraw": ([T.PENDING], T.DRAFT)}, T,
                       {"submit": "PRC-03", "approve": "PRC-04"})
PRICE_LIST = Transitions({"set prices": ([L.DRAFT], L.DRAFT), "release": ([L.DRAFT], L.RELEASED)}, L)
