"""What must always hold in the organisation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from yingshu.kernel.invariants import invariant

from .models import Delegation, StructureVersion, Unit


@invariant("organisation.paths")
def paths() -> Iterator[tuple[str, str]]:
    """A unit's path is its parent's path and its own id."""
    for unit in Unit.objects.select_related("parent"):
        expected = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        if unit.path != expected:
            yield unit.code, f"path {unit.path}, expected {expected}"


@invariant("organisation.versions")
def versions() -> Iterator[tuple[str, str]]:
    """Structure versions are numbered without a gap."""
    for n, number in enumerate(StructureVersion.objects.order_by("number").values_list("number", flat=True), 1):
        if number != n:
            yield f"V{number}", f"expected V{n}"
            return


@invariant("organisation.delegations")
def delegations() -> Iterator[tuple[str, str]]:
    """A delegation has a period, and nobody delegates to themselves."""
    for wrong in Delegation.objects.filter(last_day__lt=F("first_day")) | Delegation.objects.filter(giver=F("receiver")):
        yield str(wrong), "period or people"
