"""Words and pictures of surveys as holders of personal data: of the customer who was asked, of who complained and was asked about it, or
of who wrote a phone or an address into an answer (CNF-07). Numbers stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.documents.keeping import drop
from yingshu.documents.models import Attachment
from yingshu.kernel import clock, write
from yingshu.kernel.personal import Holder, Row, Who, declare
from yingshu.service.personal_data import cases_naming

from .models import Invitation, Partial, Remark

KIND, ABOUT_CASE = "invitation", "case"


def _invited(who: Who) -> QuerySet[Invitation]:
    """Questionnaires handed to the person: as a customer, or about a case of theirs."""
    about = Q(about_kind=ABOUT_CASE, about_id__in=cases_naming(who))
    return Invitation.objects.filter(Q(customer_id=who.customer_id) | about if who.customer_id else about)


def _remarks(who: Who) -> list[Remark]:
    own = Q(response__invitation__in=_invited(who))
    for part in filter(None, (who.tail, who.email)):
        own |= Q(text__icontains=part)
    found = Remark.objects.filter(own, erased_at=None).select_related("response__invitation").order_by("id")
    mine = set(_invited(who).values_list("id", flat=True))
    return [r for r in found if r.response.invitation_id in mine or who.is_in(r.text)]


def _find(who: Who) -> list[Row]:
    unfinished = Partial.objects.filter(invitation__in=_invited(who)).select_related("invitation").order_by("id")
    return [*({"number": str(r.response.invitation), "text": r.text or str(_("picture"))} for r in _remarks(who)),
            *({"number": str(p.invitation), "text": str(_("unfinished answer"))} for p in unfinished)]


def _erase(who: Who) -> int:
    return wipe(_remarks(who)) + drop_unfinished(Partial.objects.filter(invitation__in=_invited(who)))


def drop_unfinished(rows: QuerySet[Partial]) -> int:
    """Answers that were not handed in are taken away with their pictures; answers how many."""
    own = list(rows.values_list("invitation_id", flat=True))
    drop(Attachment.objects.filter(subject_kind=KIND, subject_id__in=own))
    return rows.filter(invitation_id__in=own).delete()[0]


def wipe(remarks: Iterable[Remark]) -> int:
    """Words and pictures are taken away for good; answers how many."""
    wanted = {r.pk: r.attachment_id for r in remarks}
    if wanted:
        drop(Attachment.objects.filter(subject_kind=KIND, pk__in=[pk for pk in wanted.values() if pk]))
        write.change(Remark, where={"id__in": list(wanted)}, set={"text": "", "attachment_id": None, "erased_at": clock.now()})
    return len(wanted)


declare(Holder("satisfaction.remarks", _("Words and pictures in surveys"), {
    "satisfaction.Remark": ("text", "attachment_id"), "satisfaction.Partial": ("answers",)}, _find, _erase))
