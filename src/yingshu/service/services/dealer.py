"""What the dealer sends from the page of an after-sales order: photos of the goods, words, a signature (SVC-15)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents import pictures
from yingshu.documents.pictures import PictureInput
from yingshu.documents.queries import attachments_of
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell

from ..inputs import NeededShort, Short, Words
from ..models import AfterSales
from ..models.after_sales import OVER
from .after_sales import KIND, photos_of, url_of

MOST_PICTURES = 20


@service("service.send_photos", title=N_("Send photos and sign"), clause="SVC-15")
def send_photos(*, actor: Actor, code: NeededShort, signed_by: NeededShort, text: Words = "", consent: Short = "",
                photos: list[PictureInput] | None = None, signature: list[PictureInput] | None = None) -> Done:
    """The dealer's photos where nobody of the area comes, and who answers for them: the name, and the signature as a picture where one was
    drawn. The handler and the area manager are told. An order that is over takes nothing more."""
    found = AfterSales._plain.filter(public_code=code).exclude(state__in=OVER).first()
    row: AfterSales | None = write.lock(AfterSales, found.pk) if found else None
    if row is None:
        raise NotFound(field="code")
    _few_enough(row, photos or [])
    pictures.keep(KIND, row.pk, photos or [], actor)
    drawn = pictures.keep(KIND, row.pk, (signature or [])[:1], actor, "signature")
    write.change(AfterSales, where={"id": row.pk}, set={
        "dealer_says": text or row.dealer_says, "dealer_signed_by": signed_by, "dealer_signed_at": clock.now(), "consent": consent,
        **({"signature_id": drawn[0]} if drawn else {})})
    tell([row.owner_id or 0, row.area_manager_id or 0], N_("After-sales %(number)s: the dealer has sent %(n)s photos."), clause="SVC-15",
         urgent=True, args={"number": row.number, "n": len(photos or [])}, url=url_of(row.pk))
    return Done(KIND, row.pk, row.number, row.state, data={"photos": len(photos or [])},
                after={"photos": len(photos or []), "signed": True})


def _few_enough(row: AfterSales, photos: Sequence[PictureInput]) -> None:
    if not photos and not photos_of(row):
        raise InvalidInput({"photos": [_("Choose at least one photo of the goods.")]})
    if attachments_of(KIND, row.pk).count() + len(photos) > MOST_PICTURES:
        raise InvalidInput({"photos": [_("At most %(most)s pictures.") % {"most": MOST_PICTURES}]})
