"""Private fields of registers as holders of personal data: found by the phone or address that stands in one of them (CNF-07)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import write
from yingshu.kernel.ledger import ERASED
from yingshu.kernel.personal import Holder, Row, Who, declare, must_keep

from .models import Entry
from .registry import by_id, registers


def _of(who: Who) -> Iterator[tuple[Entry, list[str]]]:
    """Records with such a private field, and the private words of each."""
    wanted = [x.id for x in registers().values() if any(f.private for f in x.definition.fields)]
    tails = Q(values__icontains=who.tail) if who.phone else Q(pk=None)
    named = tails | Q(values__icontains=who.email) if who.email else tails
    for entry in Entry.objects.unscoped(reason="a person asks for their data").filter(named, register_id__in=wanted).order_by("id"):
        private = [f.code for f in by_id(entry.register_id).definition.fields if f.private and isinstance(entry.values.get(f.code), str)]
        if any(who.is_in(entry.values[code]) for code in private):
            yield entry, private


def _erase(who: Who) -> int:
    found = list(_of(who))
    for entry, private in found:
        write.change(Entry, where={"id": entry.pk}, set={"values": {**entry.values, **dict.fromkeys(private, ERASED)}})
    return len(found)


def _rows(who: Who) -> list[Row]:
    return [{"number": entry.number, **{code: entry.values[code] for code in private}} for entry, private in _of(who)]


declare(Holder("registers.entries", _("Registers"), {"registers.Entry": ("values",)}, _rows, _erase))
must_keep("registers.Entry", ("headline", "text1"), _("Registers: fields that are not private"),
          _("They are the company's own record of what happened; phones and addresses of people belong into private fields."))
