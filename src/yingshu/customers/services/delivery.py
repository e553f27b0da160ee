"""Delivering the files to the leaders (CUS-03), and importing them in the uniform format."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.imported import importing
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import name_key
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person, Unit
from yingshu.organisation.queries import people_in_posts, post_names
from yingshu.rulebook.decisions import params_of

from .. import errors
from ..controls import FILES
from ..inputs import CustomerRow, ImportMode
from ..models import Customer, FileReport, FileReportReceipt
from ..queries import files_of
from .files import change_customer, create_customer, transfer_owner

READ_RIGHT = "customers.acknowledge_files"


@service("customers.deliver_files", title=N_("Deliver customer files"), clause="CUS-03")
def deliver_files(*, actor: Actor, note: Text = "") -> Done:
    """Deliver customers, salespeople and region managers in the uniform format to the leaders; one delivery record for each."""
    leaders = _leaders(params_of(FILES).recipients)
    files, now = files_of(actor), clock.now()
    content = {"customers": files.customers, "salespeople": files.salespeople, "managers": files.managers, "note": note}
    pk = write.add_one(FileReport, at=now, period=f"{clock.today():%Y-%m}", customers=len(files.customers), changed=files.changed,
                       content=content, actor_id=actor.id, actor_name=actor.name)
    write.add(FileReportReceipt, [{"report_id": pk, "post": post, "person_id": person.pk, "person_name": person.name,
                                   "delivered_at": now, "read_at": None} for person, post in leaders.items()])
    tell([p.pk for p in leaders], N_("%(who)s delivered the customer files: %(count)s customers, %(changed)s changed."), clause="CUS-03",
         args={"who": actor.name, "count": len(files.customers), "changed": files.changed}, url=record_url("file_reports", pk))
    return Done("file_report", pk, f"{clock.today():%Y-%m}", "delivered", data={"recipients": [p.name for p in leaders]},
                after={"customers": len(files.customers), "changed": files.changed, "recipients": [p.name for p in leaders]})


def _leaders(posts: tuple[str, ...]) -> dict[Person, str]:
    """Person → post; the first holder of each post. A vacant post is told, since a file that nobody gets is not delivered."""
    found: dict[Person, str] = {}
    vacant = []
    for post, name in zip(posts, post_names(posts), strict=True):
        holder = next(iter(people_in_posts([post])), None)
        if holder is None:
            vacant.append(name)
        else:
            found.setdefault(holder, name)
    if vacant:
        raise errors.NoRecipients(posts="、".join(vacant))
    return found


@service("customers.acknowledge_files", title=N_("Confirm receipt of the files"), clause="CUS-03")
def acknowledge_files(*, actor: Actor, report_id: Id) -> Done:
    """The leader has read the files delivered to them."""
    mine = {"report_id": report_id, "person_id": actor.id}
    if not FileReportReceipt.objects.filter(**mine).exists():
        raise NotFound()
    write.change(FileReportReceipt, where={**mine, "read_at__isnull": True}, set={"read_at": clock.now()})
    return Done("file_report", report_id, state="read")


@service("customers.import", title=N_("Import customers"), clause="CUS-03")
def import_customers(*, actor: Actor, rows: list[CustomerRow], mode: ImportMode = ImportMode.BOTH, skip_errors: bool = False,
                     file: Text = "") -> Done:
    """Add and change customers in the uniform format, by code or else by name. A second run of the same file changes nothing.

    By default all rows must be right, else nothing is written; the errors are told by row number.
    """
    named = Q(number__in={row.number for row in rows if row.number}) | Q(name_key__in={name_key(row.name) for row in rows})
    watched = Customer.objects.unscoped(reason="the journal of an import sees what the import may touch").filter(named)
    with importing(actor, "customers", file, watched) as journal:
        made: list[int] = []
        journal.take(rows, lambda row: _take(actor, row, mode, made), skip_errors)
        write.change(Customer, where={"id__in": made}, set={"from_list": True})
    return journal.done()


def _take(actor: Actor, row: CustomerRow, mode: ImportMode, made: list[int]) -> str:
    found = _known(row)
    owner = _by_name(Person, row.owner, "owner", found and found.owner)
    unit = _by_name(Unit, row.region, "region", found and found.unit)
    values = row.model_dump(exclude={"row", "owner", "region"}, exclude_none=True)
    if found is None:
        if mode == ImportMode.UPDATE:
            raise NotFound(field="name")
        made.append(create_customer(actor=actor, **values, owner_id=owner, unit_id=unit, even_if_alike=True).id)
        return "added"
    if mode == ImportMode.ADD:
        raise errors.DuplicateCustomer(field="name", name=row.name, owner="--")
    return _change(actor, found, values, owner, unit)


def _known(row: CustomerRow) -> Customer | None:
    condition = Q(number=row.number) if row.number else Q(name_key=name_key(row.name))
    rows = Customer.objects.unscoped(reason="a customer outside the scope must not be made twice; changing it checks the scope")
    return rows.filter(condition).first() or rows.filter(name_key=name_key(row.name)).first()


def _change(actor: Actor, found: Customer, values: dict[str, Any], owner: int | None, unit: int | None) -> str:
    values.pop("number", None)
    changed = {k: v for k, v in values.items() if v != getattr(found, k)}
    if changed:
        change_customer(actor=actor, customer_id=found.pk, **changed)
    moved = (owner is not None and owner != found.owner_id) or (unit is not None and unit != found.unit_id)
    if moved:
        transfer_owner(actor=actor, customer_id=found.pk, owner_id=owner or found.owner_id or actor.id, unit_id=unit, reason="import")
    return "changed" if changed or moved else "unchanged"


def _by_name(model: Any, name: str | None, field: str, now: Any = None) -> int | None:
    """The record of this name; of several the one that holds now."""
    if not name or (now is not None and now.name == name):
        return int(now.pk) if name and now else None
    found = model.objects.filter(name=name).order_by("id").values_list("id", flat=True).first()
    if found is None:
        raise NotFound(field=field)
    return int(found)
