"""Users from Excel, in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.inputs import Input
from yingshu.kernel.screens.imports import Importer, importer
from yingshu.kernel.tabular import SheetKind

from ..imports import PEOPLE, PersonRow


@importer
class PeopleImporter(Importer):
    """People are known by their login name."""

    screen: ClassVar[str] = "people"
    action: ClassVar[str] = "organisation.import_people"
    row_type: ClassVar[type[Input]] = PersonRow
    key: ClassVar[Any] = _("Login name")
    guide: ClassVar[Sequence[Any]] = (_("New people cannot log in before their password is reset. An import takes no post away."),)
    sample: ClassVar[Mapping[str, Any]] = {"username": "zhangsan", "name": "Zhang San", "staff_no": "0001", "phone": "13800005678"}
    help: ClassVar[Mapping[str, Any]] = {
        "username": _("2 to 60 letters, digits or . @ + - _"), "name": _("Needed for a new person."),
        "posts": _("Post · unit, as in “Salesperson · East”; several separated by 、")}

    def kind(self) -> SheetKind:
        return PEOPLE
