"""E-mail files become cases: read, shown in the form, and recorded with what was attached (SVC-02)."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Base64Bytes, Field

from yingshu.customers.models import Customer
from yingshu.documents import keeping
from yingshu.documents.keeping import Checked
from yingshu.documents.sniffing import media_type
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.inputs import Needed
from yingshu.kernel.public import visitor
from yingshu.kernel.screens import uploads
from yingshu.kernel.screens.imports import File
from yingshu.kernel.services import Done, service

from ..mails import LARGEST, Mail
from ..mails import read_mail as read
from ..models import Case, Step
from .steps import KIND, step

SCREEN = "cases"
MOST_FILES = 20
LONGEST = 2000
WINMAIL = "winmail.dat"
MailFile = Annotated[Base64Bytes, Field(max_length=LARGEST * 2)]


@service("service.read_mail", title=N_("Read an e-mail file"), clause="SVC-02")
def read_mail(*, actor: Actor, name: Needed, content: MailFile) -> Done:
    """Read a message saved as .eml. ``mail`` names it when the case is recorded, within two hours; the rest is what stands in it."""
    mail = read(name, content)
    token = uploads.keep(actor, SCREEN, ContentFile(content, name))
    told = {"files": [file for file, _content in mail.files], **proposal(actor, mail)}
    return Done("mail", 0, data={"mail": token, **told}, secret=frozenset(told))


class Received(NamedTuple):
    """A message whose file waits for its case."""

    file: File
    mail: Mail


def waiting(actor: Actor, token: str) -> Received:
    """The message that this person had read. Raises InvalidInput when it was used, or waited too long."""
    file = uploads.find(actor, SCREEN, token)
    return Received(file, read(file.name, file.path.read_bytes()))


def proposal(actor: Actor, mail: Mail) -> dict[str, Any]:
    """What the form begins with. The customer only when exactly one has this address."""
    known = Customer.objects.visible_to(actor).filter(Q(email__iexact=mail.email) | Q(contacts__email__iexact=mail.email))
    found = list(known.values_list("id", flat=True).distinct()[:2]) if mail.email else []
    words = f"{mail.subject}\n\n{mail.text}".strip()
    return {"contact": mail.name, "email": mail.email, "content": words if len(words) <= LONGEST else words[:LONGEST - 1] + "…",
            "customer_id": found[0] if len(found) == 1 else None}


def sorted_out(mail: Mail) -> tuple[list[Checked], list[str]]:
    """The files that can be kept, and why others cannot. Words too long for the case are kept as a file."""
    kept, left = [], []
    for n, (name, content) in enumerate(mail.files):
        try:
            if n >= MOST_FILES:
                left.append(_("%(name)s: more than %(most)s files.") % {"name": name, "most": MOST_FILES})
            elif name.casefold() == WINMAIL:
                left.append(_("%(name)s: packed by Outlook, nobody else can open it. Ask the sender again.") % {"name": name})
            else:
                kept.append(Checked(name, media_type(name, content), content))
        except BusinessError as refusal:
            left.append(refusal.text())
    if len(mail.subject) + len(mail.text) > LONGEST - 2:
        kept.append(Checked(_("Text of the e-mail") + ".txt", "text/plain", mail.text.encode()))
    return kept, left


def record_mail(case: Case, received: Received, actor: Actor) -> None:
    """Files and a note of where the case came from. The message itself is not kept."""
    kept, left = sorted_out(received.mail)
    keeping.keep(KIND, case.pk, kept, visitor())
    step(case.pk, Step.Kind.NOTE, actor, _told(received.mail, left))
    transaction.on_commit(lambda: uploads.forget(received.file))


def _told(mail: Mail, left: list[str]) -> str:
    sent = f"{clock.local(mail.sent):%Y-%m-%d %H:%M}" if mail.sent else _("without a date")
    lines = [_("E-mail of %(day)s: %(subject)s") % {"day": sent, "subject": mail.subject or "--"}]
    return "\n".join([*lines, *([_("Not kept:"), *left] if left else [])])
