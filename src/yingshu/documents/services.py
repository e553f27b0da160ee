"""Business actions on files and prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Base64Bytes, Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import Busy, InvalidInput, NotFound
from yingshu.kernel.inputs import Id, LongText, Needed
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import half_width

from . import access, keeping, setups
from .models import Attachment, NumberRule, PrintLog, PrintSetup
from .numbers import PREFIX, RULES, prefix_of
from .printing.catalogue import PAPERS, TEMPLATES
from .printing.request import OFFSET_LIMIT_MM
from .sniffing import media_type

Kind = Annotated[str, Field(pattern=r"^[a-z0-9_/]{1,40}$")]
Prefix = Annotated[str, AfterValidator(half_width), Field(pattern=r"^[A-Z][A-Z0-9]{0,3}$")]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_x]{1,30}$")]
Millimetres = Annotated[Decimal, Field(ge=-OFFSET_LIMIT_MM, le=OFFSET_LIMIT_MM, decimal_places=1)]
TRIES = 5


class Sheet(models.TextChoices):
    """Papers by code."""

    CONTINUOUS = "241x140", PAPERS["241x140"].title
    LOW = "241x93", PAPERS["241x93"].title
    A5 = "a5", PAPERS["a5"].title
    A4 = "a4", PAPERS["a4"].title


@service("documents.attach", title=N_("Attach file"))
def attach(*, actor: Actor, subject_kind: Kind, subject_id: Id, name: Needed, content: Base64Bytes) -> Done:
    """Keep a file with a record that the person may see. Its type is told from its content; programs are refused."""
    access.require(subject_kind, subject_id, actor)
    (pk,) = keeping.keep(subject_kind, subject_id, [keeping.Checked(name, media_type(name, content), content)], actor)
    kept = Attachment.objects.get(pk=pk)
    return Done(subject_kind, subject_id, data={"attachment_id": pk, "media_type": kept.media_type, "digest": kept.digest},
                after={"attachment": name, "size": kept.size, "digest": kept.digest})


@service("documents.remove_attachment", title=N_("Remove file"))
def remove_attachment(*, actor: Actor, attachment_id: Id) -> Done:
    """Take a file off a record for good: by who attached it, or with the right over all files (``documents.remove_any``)."""
    kept = visible(attachment_id, actor)
    if kept.actor_id != actor.id:
        actor.require("documents.remove_any")
    keeping.drop(Attachment.objects.filter(pk=kept.pk))
    return Done(kept.subject_kind, kept.subject_id, before={"attachment": kept.name, "digest": kept.digest})


def visible(attachment_id: int, actor: Actor) -> Attachment:
    """The file, when the person may see its record."""
    kept = Attachment.objects.filter(pk=attachment_id).first()
    if kept is None:
        raise NotFound()
    access.require(kept.subject_kind, kept.subject_id, actor)
    return kept


@service("documents.record_print", title=N_("Print"))
def record_print(*, actor: Actor, subject_kind: Kind, subject_id: Id, template: Word, paper: Word) -> Done:
    """Log a print and answer its copy number; from the second on the paper says 补打."""
    access.require(subject_kind, subject_id, actor)
    for _try in range(TRIES):
        done = PrintLog.objects.filter(subject_kind=subject_kind, subject_id=subject_id, template=template)
        copy = (done.aggregate(n=Max("copy"))["n"] or 0) + 1
        try:
            with transaction.atomic():
                write.add_one(PrintLog, subject_kind=subject_kind, subject_id=subject_id, template=template, paper=paper, copy=copy,
                              at=clock.now(), actor_id=actor.id, actor_name=actor.name)
        except IntegrityError:
            continue
        return Done(subject_kind, subject_id, data={"copy": copy}, after={"template": template, "paper": paper, "copy": copy})
    raise Busy()


@service("documents.set_print_setup", title=N_("Set up printing"))
def set_print_setup(*, actor: Actor, template: Word, paper: Sheet, x_mm: Millimetres = Decimal(0), y_mm: Millimetres = Decimal(0),
                    copies: LongText = "") -> Done:
    """How the company prints a document: paper, offsets of the printer, names of the parts (separated by ``；``; empty: as delivered).

    People whose printer differs keep their own paper and offsets when they print.
    """
    form = TEMPLATES.get(template)
    if form is None:
        raise NotFound(field="template")
    names = setups.names_from(copies)
    if paper.value not in form.papers:
        raise InvalidInput({"paper": [N_("This document is not printed on that paper.")]})
    if names and form.copies == setups.PLAIN:
        raise InvalidInput({"copies": [N_("This document is printed as one, without parts. Leave the names empty.")]})
    if setups.wrong_names(names):
        raise InvalidInput({"copies": [N_("At most 6 copies, each name at most 20 characters.")]})
    values = {"paper": paper.value, "x_mm": x_mm, "y_mm": y_mm, "copies": list(names)}
    before = setups.company_setup(template)
    row, _made = PrintSetup.objects.update_or_create(template=template, person_id=PrintSetup.COMPANY,
                                                     defaults={**values, "at": clock.now(), "actor_name": actor.name})
    return Done("print_setup", row.pk, template, before={"paper": before.paper, "copies": list(before.copies)},
                after={**values, "x_mm": str(x_mm), "y_mm": str(y_mm)})

@service("documents.set_number_prefix", title=N_("Change the prefix"))
def set_number_prefix(*, actor: Actor, kind: Word, prefix: Prefix) -> Done:
    """Numbers of this kind begin with another prefix from now on; numbers already given stay. No two kinds share a prefix."""
    if kind not in PREFIX:
        raise NotFound(field="kind")
    before = prefix_of(kind)
    if any(prefix_of(other) == prefix for other in PREFIX if other != kind):
        raise InvalidInput({"prefix": [N_("Another kind of document has this prefix.")]})
    row, _made = NumberRule.objects.update_or_create(kind=kind, defaults={"prefix": prefix, "at": clock.now(), "actor_name": actor.name})
    bump(RULES)
    return Done("number_rule", row.pk, prefix, before={"prefix": before}, after={"kind": kind, "prefix": prefix})
