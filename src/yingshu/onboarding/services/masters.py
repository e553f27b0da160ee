"""People, regions, customers and products: found by code or name, or made. In a dry run they get ids below zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_numbers
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.tabular import match_key
from yingshu.kernel.text import initials, name_key, search_text
from yingshu.organisation.models import Person, Unit
from yingshu.organisation.principal import people_changed
from yingshu.organisation.services.structure import create_unit
from yingshu.products.models import Product

from .. import queries, rules, sheets
from ..queries import Terms
from .register import Register
from .sieve import CHUNK, Taken, batched

VAT = Decimal("0.13")
REPORT_EVERY = 2000
_LINE_WORDS = (("variety", "category"), ("spec", "spec"), ("unit", "unit"))
NO_TERMS = Terms("", 30, None, False, None, None)


@dataclass(slots=True)
class Run:
    """One pass over a workbook: who does it, for which batch, and whether anything is written."""

    actor: Actor
    dry: bool
    batch_id: int = 0
    file_name: str = ""
    report: Callable[[int], None] = lambda rows: None
    at: datetime = field(default_factory=clock.now)
    rows: int = 0
    _placeholder: int = 0

    def passed(self, rows: int) -> None:
        """So many more rows were read; people who wait are told from time to time."""
        before, self.rows = self.rows, self.rows + rows
        if before // REPORT_EVERY != self.rows // REPORT_EVERY:
            self.report(self.rows)

    def add(self, model: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows, or in a dry run answer ids that cannot exist."""
        if not self.dry:
            return write.add(model, rows)
        self._placeholder -= len(rows)
        return list(range(self._placeholder, self._placeholder + len(rows)))

    def numbers(self, kind: str, count: int) -> list[str]:
        """So many new document numbers; none are used up in a dry run."""
        return [""] * count if self.dry or not count else next_numbers(kind, clock.today(), count)


@dataclass(slots=True)
class Tally:
    """What became of the records of one kind."""

    made: int = 0
    matched: int = 0
    from_ledger: int = 0


class _Distinct:
    """New records of one chunk, each once: by code, and by name where there is no code or where names are unique."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._seen: set[tuple[str, str]] = set()

    def add(self, row: dict[str, Any], by_name: bool = False) -> None:
        code, name = row["number"], row["name"]
        marks = {("code", code)} if code else set()
        if name and (by_name or not code):
            marks.add(("name", name_key(name)))
        if not marks & self._seen:
            self.rows.append(row)
        self._seen |= marks


class People:
    """Salespeople and their regions. New people have no login; new regions hang below the company."""

    def __init__(self, run: Run) -> None:
        self.run, self.tally, self.regions = run, Tally(), Tally()
        self._people, self._units = Register(match_key), Register(match_key)
        self._home: dict[int, int | None] = {}
        for pk, staff_no, name in queries.people():
            self._people.learn(pk, staff_no, name)
        for pk, name in queries.units():
            self._units.learn(pk, None, name)
        self._logins = set[str]() if run.dry else queries.usernames()

    def take(self, rows: Sequence[Taken]) -> None:
        """Rows of a sheet of salespeople."""
        for taken in rows:
            values = taken.values
            pk = self._people.find(values.get("staff_no"), values["name"])
            self.tally.matched += pk is not None
            pk = pk or self._make(values["name"], values.get("staff_no"), values.get("phone"), values.get("joined_on"))
            self._home[pk] = self.region(values.get("region"))

    def person(self, name: str | None) -> int | None:
        """The person of a ledger line, made when nobody has the name."""
        if not name:
            return None
        found = self._people.find(None, name) or self._people.find(name, None)
        if found is None:
            found = self._make(name, None, None, None)
            self.tally.from_ledger += 1
        return found

    def home(self, person_id: int | None) -> int | None:
        """The region of a person, as far as this workbook says."""
        return self._home.get(person_id) if person_id else None

    def region(self, name: str | None) -> int | None:
        """The unit of a region's name, made when there is none."""
        if not name:
            return None
        found = self._units.find(None, name)
        if found is None:
            found = self._make_region(name)
            self._units.learn(found, None, name)
            self.regions.made += 1
        return found

    def _make(self, name: str, staff_no: str | None, phone: str | None, joined_on: date | None) -> int:
        login = self._login(name)
        row = {"username": login, "name": name, "staff_no": staff_no or "", "phone": phone or "", "is_active": True,
               "password": make_password(None), "must_change_password": True, "joined_on": joined_on,
               "search_text": search_text(name, login, staff_no or "", phone or "")}
        (pk,) = self.run.add(Person, [row])
        if not self.run.dry:
            people_changed()
        self._people.learn(pk, staff_no, name)
        self.tally.made += 1
        return pk

    def _login(self, name: str) -> str:
        base = initials(name)[:40] or "person"
        login, nth = base if len(base) > 1 else f"{base}1", 1
        while login in self._logins:
            nth += 1
            login = f"{base}{nth}"
        self._logins.add(login)
        return login

    def _make_region(self, name: str) -> int:
        if self.run.dry:
            return self.run.add(Unit, [{}])[0]
        top = Unit.objects.filter(parent=None).order_by("id").first()
        top_id = top.pk if top else create_unit(actor=self.run.actor, name=settings.COMPANY, code="company", kind=Unit.Kind.COMPANY).id
        taken = Unit.objects.filter(kind=Unit.Kind.REGION).count()
        code = next(c for n in range(taken + 1, taken + 10_000) if not Unit.objects.filter(code=(c := f"region{n}")).exists())
        return create_unit(actor=self.run.actor, name=name, code=code, kind=Unit.Kind.REGION, parent_id=top_id).id


class Customers:
    """Customers of files and of ledger lines."""

    def __init__(self, run: Run, people: People) -> None:
        self.run, self.people, self.tally = run, people, Tally()
        self.terms: dict[int, Terms] = {}
        self._register, self._keys = Register(), set[str]()
        self._spellings = sheets.words()["payment_method"]
        self._ownerless: set[int] = set()
        self._latest: dict[int, tuple[date, int | None, int | None]] = {}
        self._withdrawn, self._revived = queries.withdrawn(Customer, state=Customer.State.STOPPED), set[int]()
        for pk, number, key, terms in queries.customers():
            self._register.learn(pk, number, None, key=key)
            self._keys.add(key)
            self.terms[pk] = terms

    def take(self, rows: Sequence[Taken]) -> None:
        """Rows of a sheet of customers: those already known are left as they are."""
        new = [taken.values for taken in rows if not self._known(taken.values)]
        self._make([self._from_file(values) for values in new])
        self.tally.matched += len(rows) - len(new)

    def _known(self, values: Mapping[str, Any]) -> bool:
        return self._find(values.get("code"), values.get("name")) is not None

    def _find(self, code: str | None, name: str | None) -> int | None:
        found = self._register.find(code, name)
        if found in self._withdrawn:
            self._revived.add(found)
        return found

    def ensure(self, rows: Iterable[Taken]) -> None:
        """Make the customers of ledger lines that nobody knows, with a note."""
        new = _Distinct()
        for taken in rows:
            code, name = taken.values.get("customer_code"), taken.values.get("customer")
            if self._find(code, name) is None:
                new.add({"number": code, "name": name}, by_name=True)
        note = _("Taken from the ledger %(file)s; the customer file is to be completed.") % {"file": self.run.file_name}
        self._make([{**row, "preferences": note} for row in new.rows])
        self.tally.from_ledger += len(new.rows)

    def find(self, values: Mapping[str, Any]) -> int:
        """The customer of a ledger line, after ``ensure``."""
        found = self._register.find(values.get("customer_code"), values.get("customer"))
        assert found is not None
        return found

    def served(self, customer_id: int, day: date, owner_id: int | None, unit_id: int | None) -> None:
        """Somebody sold to a customer on a day; the latest becomes the salesperson of a new customer without one."""
        if customer_id in self._ownerless and (owner_id or unit_id):
            known = self._latest.get(customer_id)
            if known is None or day >= known[0]:
                self._latest[customer_id] = (day, owner_id, unit_id)

    def finish(self) -> None:
        """Give new customers the salesperson and region of their latest line; bring back those an undone import had withdrawn."""
        by_owner: dict[tuple[int | None, int | None], list[int]] = {}
        for pk, (_day, owner_id, unit_id) in self._latest.items():
            by_owner.setdefault((owner_id, unit_id), []).append(pk)
        if not self.run.dry:
            for (owner_id, unit_id), ids in by_owner.items():
                write.change(Customer, where={"id__in": sorted(ids)}, set={"owner_id": owner_id, "unit_id": unit_id})
            for ids in batched(sorted(self._revived), CHUNK):
                write.change(Customer, where={"id__in": ids}, set={"state": Customer.State.ACTIVE, "import_batch": self.run.batch_id})

    def _make(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        numbers = iter(self.run.numbers("customer", sum(1 for row in rows if not row.get("number"))))
        full = [self._complete({**row, "number": row.get("number") or next(numbers)}) for row in rows]
        for pk, row in zip(self.run.add(Customer, full), full, strict=True):
            self._register.learn(pk, row["number"], None, key=row["name_key"])
            owner_id, unit_id = row.get("owner_id"), row.get("unit_id")
            self.terms[pk] = Terms(row.get("payment_method", ""), row.get("credit_days", NO_TERMS.days), None, False, owner_id, unit_id)
            if owner_id is None and unit_id is None:
                self._ownerless.add(pk)
        self.tally.made += len(full)

    def _complete(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row.get("name") or row["number"]
        if name_key(name) in self._keys:  # only codes that differ in signs alone come here; two codes stay two customers
            name = f"{name} #{row['number']}"
        self._keys.add(name_key(name))
        return {**row, "name": name, "name_key": name_key(name), "created_at": self.run.at, "updated_at": self.run.at,
                "search_text": search_text(name, row["number"], row.get("phone", "")), "import_batch": self.run.batch_id}

    def _from_file(self, values: Mapping[str, Any]) -> dict[str, Any]:
        texts = {name: values.get(name) or "" for name in ("contact", "phone", "email", "uscc", "nature", "legal_person", "level")}
        owner_id = self.people.person(values.get("salesperson"))
        method = rules.method_code(values.get("payment_method"), self._spellings) or ""
        row = {**texts, "number": values.get("code"), "name": values.get("name"), "location": _location(values), "owner_id": owner_id,
               "unit_id": self.people.region(values.get("region")) or self.people.home(owner_id), "payment_method": method,
               "since": values.get("since"), "preferences": values.get("note") or ""}
        for code, column in (("credit_limit", "credit_limit_fen"), ("credit_days", "credit_days")):
            if values.get(code) is not None and values[code] >= 0:
                row[column] = values[code]
        return row


def _location(values: Mapping[str, Any]) -> str:
    parts = [values.get(name) for name in ("country", "province", "city", "address", "postcode")]
    return " ".join(part for part in parts if part)[:200]


class Products:
    """Products of catalogues and of ledger lines."""

    def __init__(self, run: Run) -> None:
        self.run, self.tally = run, Tally()
        self._register = Register()
        self._rates: dict[int, Decimal] = {}
        self._withdrawn, self._revived = queries.withdrawn(Product, discontinued=True), dict[int, bool]()
        for pk, number, name, rate in queries.products():
            self._register.learn(pk, number, name)
            self._rates[pk] = rate

    def take(self, rows: Sequence[Taken]) -> None:
        """Rows of a catalogue: those already known are left as they are."""
        new = [taken.values for taken in rows if self._find(taken.values.get("code"), taken.values) is None]
        self._make([_product(values) for values in new])
        self.tally.matched += len(rows) - len(new)

    def ensure(self, rows: Iterable[Taken]) -> None:
        """Make the products of ledger lines that nobody knows."""
        new = _Distinct()
        for taken in rows:
            values = taken.values
            code, name = values.get("product_code"), values.get("product")
            if (code or name) and self._find(code, {"name": name}) is None:
                new.add({"number": code, "name": name, **{k: values.get(v) or "" for k, v in _LINE_WORDS}})
        self._make(new.rows)
        self.tally.from_ledger += len(new.rows)

    def find(self, values: Mapping[str, Any]) -> int | None:
        """The product of a ledger line, after ``ensure``; None when the line names none."""
        code = values.get("product_code")
        return self._register.find(code, None if code else values.get("product"))

    def finish(self) -> None:
        """Bring back products that an undone import had withdrawn."""
        for stopped in (False, True):
            ids = sorted(pk for pk, says in self._revived.items() if says == stopped)
            for chunk in batched(ids if not self.run.dry else [], CHUNK):
                write.change(Product, where={"id__in": chunk}, set={"discontinued": stopped, "import_batch": self.run.batch_id})

    def _find(self, code: str | None, values: Mapping[str, Any]) -> int | None:
        """Products of one name and two codes are two products; the name decides only where there is no code."""
        found = self._register.find(code, None if code else values.get("name"))
        if found in self._withdrawn:
            self._revived.setdefault(found, bool(values.get("discontinued")))
        return found

    def rate(self, product_id: int | None) -> Decimal:
        """The VAT rate of a product."""
        return self._rates.get(product_id or 0, VAT)

    def _make(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        numbers = iter(self.run.numbers("product", sum(1 for row in rows if not row.get("number"))))
        full = [self._complete({**row, "number": row.get("number") or next(numbers)}) for row in rows]
        for pk, row in zip(self.run.add(Product, full), full, strict=True):
            self._register.learn(pk, row["number"], row["name"])
            self._rates[pk] = row.get("tax_rate", VAT)
        self.tally.made += len(full)

    def _complete(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row.get("name") or row["number"]
        return {**row, "name": name, "created_at": self.run.at, "updated_at": self.run.at, "import_batch": self.run.batch_id,
                "search_text": search_text(name, row["number"], row.get("spec", ""), row.get("variety", ""))}


def _product(values: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: values.get(name) or "" for name in ("variety", "spec", "grade", "colour", "unit", "packing")}
    row |= {"number": values.get("code"), "name": values.get("name"), "cost": values.get("cost"),
            "discontinued": bool(values.get("discontinued"))}
    rate = values.get("tax_rate")
    return {**row, "tax_rate": rate} if rate is not None and 0 <= rate < 1 else row
