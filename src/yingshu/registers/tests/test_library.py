"""The registers that are delivered: each acceptance line of their clauses, from ``cases/*.yaml``."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.company import Company

from yingshu.documents.numbers import PREFIX
from yingshu.registers.section import duties, library
from yingshu.rulebook.catalogue import clause

from .driver import Player, cases

CASES = [pytest.param(case, id=name, marks=pytest.mark.clause(case["clause"])) for name, case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_acceptance(company: Company, case: dict[str, Any]) -> None:
    Player(company, case).play()


def test_every_register_and_duty_of_the_library_is_read_and_carries_out_a_clause() -> None:
    registers, recurring = library(), duties()
    assert len({d.code for d in registers}) == len(registers) and len({d.prefix for d in registers}) == len(registers)
    assert {d.prefix for d in registers} & set(PREFIX.values()) == set(), "prefixes of other documents"
    assert [d.code for d in (*registers, *recurring) if not d.clauses or any(clause(c) is None for c in d.clauses)] == []


def test_every_register_has_a_case() -> None:
    tested = {case["clause"] for _name, case in cases()}
    assert [d.code for d in library() if not tested.intersection(d.clauses)] == []
