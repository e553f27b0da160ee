"""Pictures that visitors send: a few, of limited size, told by their content. Place, time and camera inside them are removed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import PurePath

from django.http import HttpRequest
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pydantic import Base64Bytes, Field

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.inputs import Input, Needed

from . import keeping
from .keeping import Checked
from .sniffing import MEGABYTE, media_type

MOST = 4
LARGEST_MB = 5
LONGEST_SIDE = 2000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class PictureInput(Input):
    """One picture; its content in base64 when it comes by the API."""

    name: Needed
    content: Base64Bytes = Field(max_length=LARGEST_MB * MEGABYTE * 2)


def uploaded(request: HttpRequest, name: str = "photos") -> list[PictureInput]:
    """The pictures of a form, read only when they are few and small enough."""
    files = [f for f in request.FILES.getlist(name) if f and f.size]
    if len(files) > MOST:
        raise InvalidInput({name: [_("At most %(most)s pictures.") % {"most": MOST}]})
    if large := next((f for f in files if (f.size or 0) > LARGEST_MB * MEGABYTE), None):
        says = _("%(name)s is too large; at most %(limit)s MB.") % {"name": large.name, "limit": LARGEST_MB}
        raise InvalidInput({name: [says]})
    return [PictureInput.model_construct(name=PurePath(f.name or "").name[-80:], content=f.read()) for f in files]


def keep(kind: str, pk: int, pictures: Sequence[PictureInput], actor: Actor, field: str = "photos") -> list[int]:
    """Keep pictures with a record, inside the action that makes it; answers their ids. Anything else is refused."""
    if len(pictures) > MOST:
        raise InvalidInput({field: [_("At most %(most)s pictures.") % {"most": MOST}]})
    return keeping.keep(kind, pk, [_plain(picture, field) for picture in pictures], actor)


def _plain(picture: PictureInput, field: str) -> Checked:
    """The picture upright, not larger than needed, with nothing in it but what is seen."""
    try:
        media = media_type(picture.name, picture.content)
    except BusinessError as refusal:
        raise InvalidInput({field: [refusal.text()]}) from None
    if media not in FORMATS:
        raise InvalidInput({field: [_("%(name)s is no picture. JPEG, PNG and WebP can be sent.") % {"name": picture.name}]})
    with Image.open(io.BytesIO(picture.content)) as opened:
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        shown = upright.convert("RGB") if media == "image/jpeg" else upright
        shown.info.clear()
        target = io.BytesIO()
        shown.save(target, FORMATS[media], quality=88)
    return Checked(picture.name, media, target.getvalue())


def limits() -> dict[str, int]:
    """What the form tells beforehand."""
    return {"most_pictures": MOST, "largest_picture": LARGEST_MB}
