"""How this company worked on its rules: changes prepared and released, one rejected, two waiting, one of them rehearsed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from yingshu.insight.services import attach_rehearsal, rehearse
from yingshu.kernel import clock
from yingshu.rulebook.services import prepare_parameters, refuse_parameters, register_superior_rule, release_parameters

from .founding import Company
from .routine import Steps
from .story import WORDS
from .telling import Telling


class Rules(Telling):
    """The director prepares, the vice president releases or rejects."""

    def __init__(self, company: Company, days: list[date], told: Callable[[str], None]) -> None:
        self.company, self.days, self.told = company, days, told

    def at(self, place: int, hour: int, minute: int) -> datetime:
        """So many working days after the first, or before the last when negative."""
        return clock.moment(self.days[place]).replace(hour=hour, minute=minute)

    def all(self) -> list[Steps]:
        """Every story of the rules."""
        return [self.released(), self.rejected(), self.superior(), self.waiting()]

    def released(self) -> Steps:
        """Logistics gets three hours instead of two."""
        yield self.at(len(self.days) // 3, 9, 10)
        change = self._prepare("orders.instruct", WORDS["rule_hours"], logistics_hours="3")
        yield self.at(len(self.days) // 3 + 1, 16, 40)
        if change:
            self.tried(release_parameters, actor=self.company.actor("guominghui"), change_id=change, opinion=WORDS["rule_agreed"])

    def rejected(self) -> Steps:
        """Ten days for collected money is too long."""
        yield self.at(len(self.days) // 2, 10, 5)
        change = self._prepare("receivables.cod_return", WORDS["rule_cod"], return_within_days_after_arrival=10)
        yield self.at(len(self.days) // 2 + 2, 9, 30)
        if change:
            self.tried(refuse_parameters, actor=self.company.actor("guominghui"), change_id=change, reason=WORDS["rule_cod_no"])

    def superior(self) -> Steps:
        """The law gives at most fifteen days to answer about personal data."""
        yield self.at(len(self.days) // 2 + 5, 14, 20)
        self.tried(register_superior_rule, actor=self.company.actor("chenzhiyuan"), control="customers.privacy", parameter="handle_days",
                   bound="at_most", value="15", basis=WORDS["rule_law"])

    def waiting(self) -> Steps:
        """The day before the last: a little tolerance at the slip gate, and more authority for the clerks, rehearsed."""
        yield self.at(-2, 10, 30)
        self._prepare("orders.slip_gate", WORDS["rule_tolerance"], tolerance_fen=5000)
        levels = {"staff": "0.05", "centre": "0.08", "director": "0.15", "general_manager": "1"}
        change = self._prepare("pricing.authority", WORDS["rule_staff"], authority_max_discount=levels)
        yield self.at(-2, 13, 40)
        done = self.tried(rehearse, actor=self.company.actor("chenzhiyuan"), change_id=change) if change else None
        if done:
            self.tried(attach_rehearsal, actor=self.company.actor("chenzhiyuan"), rehearsal_id=done.id)

    def _prepare(self, control: str, reason: str, **values: object) -> int:
        done = self.tried(prepare_parameters, actor=self.company.actor("chenzhiyuan"), control=control, values=values, reason=reason)
        return done.id if done else 0
