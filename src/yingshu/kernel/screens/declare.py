"""The words in which a screen is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from ..actor import Actor
from ..growing import Growing


@dataclass(frozen=True, slots=True)
class Tag:
    """How a state is shown: word and weight (draft wait run done warn danger void)."""

    label: Any
    weight: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, an export and the REST list.

    ``name`` is a field path of the model (``customer__name``) or, with ``value``, a name of its own. ``kind``: text, code, money (fen),
    quantity, price, percent, date, moment, bool, tag, pay, mask_phone, mask_name, mask_email, html (``draw(row)`` or a ``template``).
    ``value(row)`` computes it from the loaded row; ``needs`` are field paths or ``prefetch`` names it reads. ``total`` sums it over the
    whole filtered set. ``sort`` is the field path to order by (default: ``name`` when it is a field; ``-due_on`` when it grows against
    it).
    """

    name: str
    label: Any = None
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    needs: Sequence[str] = ()
    total: bool = False
    sort: str | None = None
    link: bool = False
    tags: Callable[[Any], Tag] | None = None
    draw: Callable[[Any], str] | None = None
    template: str = ""
    hidden: bool = False
    phone: bool = True
    width: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition a person can set; the same word works on page, export and API.

    ``kind``: search (over ``search_text``), choice, daterange, month, bool, ref (``lookup`` screen code), number range, text.
    ``q(value)`` gives the condition when it is not simply ``field=value``. The first three are shown, the rest behind 展开.
    """

    name: str
    label: Any = None
    kind: str = "text"
    field: str = ""
    choices: Sequence[tuple[Any, Any]] | Callable[[], Sequence[tuple[Any, Any]]] = ()
    lookup: str = ""
    q: Callable[[Any], Q] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A saved view that comes with the product: 全部, 我负责的, … ``order_by`` is its own order, where the screen's does not suit it."""

    code: str
    label: Any
    where: Callable[[Actor], Q] = lambda actor: Q()
    count: bool = False
    order_by: Sequence[str] = ()
    order_hint: Any = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the detail page: a title, a template and the function that reads its context; None leaves the part out."""

    code: str
    title: Any
    template: str
    context: Callable[[Any, Actor], Mapping[str, Any] | None] = lambda row, actor: {}
    side: bool = False
    tab: bool = False


@dataclass(eq=False)
class Screen:
    """The declaration of one kind of record. Subclass and set the class attributes.

    Rights: ``<code>.view`` to see, ``<code>.export`` to export, and each action its own. ``actions`` are the codes of business
    actions offered at the head of the list, ``row_actions(row, actor)`` those possible for one record (code → label is taken from
    the action; the first one is primary). ``lookup_label(row)`` is what remote search shows.

    ``batch_actions`` are run for each chosen row of the list. ``id_parameter`` names the parameter of the actions that takes the
    record's id (worked out when empty: ``order_id`` for orders). ``row_act_count`` shows so many row actions in the list.
    ``print_page`` is the name of the page on which a record is printed.
    ``above`` are title and address of the pages that lie above it in the path at the head.
    ``pages`` are the addresses of actions at the head of the list that have a page of their own instead of a dialog.
    """

    code: ClassVar[str]
    model: ClassVar[Any]
    title: ClassVar[Any]
    group: ClassVar[str] = ""
    order_in_menu: ClassVar[int] = 100
    icon: ClassVar[str] = ""
    hint: ClassVar[Any] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[View]] = ()
    panels: ClassVar[Sequence[Panel]] = ()
    order_by: ClassVar[Sequence[str]] = ("-id",)
    order_hint: ClassVar[Any] = ""
    actions: ClassVar[Sequence[str]] = ()
    detail_template: ClassVar[str] = "kernel/detail.html"
    search_fields: ClassVar[Sequence[str]] = ("search_text",)
    select_related: ClassVar[Sequence[str]] = ()
    prefetch: ClassVar[Sequence[Any]] = ()
    history_kind: ClassVar[str] = ""
    in_search: ClassVar[bool] = False
    place_in_search: ClassVar[int] = 50  # what people look for most stands first
    empty_text: ClassVar[Any] = ""
    import_action: ClassVar[str] = ""
    rest: ClassVar[bool] = True
    batch_actions: ClassVar[Sequence[str]] = ()
    above: ClassVar[Sequence[tuple[Any, str]]] = ()
    id_parameter: ClassVar[str] = ""
    row_act_count: ClassVar[int] = 0
    pages: ClassVar[Mapping[str, str]] = {}
    print_page: ClassVar[str] = ""

    def scoped(self, actor: Actor) -> QuerySet:
        """The rows a person may see."""
        return self.model.objects.visible_to(actor)

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        """Codes of the business actions possible for this record now (rights are checked on top)."""
        return ()

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """Buttons of the list besides those of actions: ``{code, title, url, page}``; ``plain`` ones are never the main one."""
        return ()

    def row_links(self, row: Any, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """Buttons of one record besides those of actions: ``{code, title, url}``."""
        return ()

    def state_tag(self, row: Any) -> Tag | None:
        """The state shown beside the title of the detail page."""
        return None

    def heading(self, row: Any) -> str:
        """The title of the detail page."""
        return str(row)

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        """More context for a special detail template."""
        return {}

    def lookup_label(self, row: Any) -> str:
        """One line for remote search."""
        return str(row)

    def lookup_extra(self, row: Any) -> Mapping[str, Any]:
        """More for remote search: ``note`` (a grey line), ``fill`` (values for neighbouring cells, by column)."""
        return {}

    def history_subjects(self, row: Any) -> Sequence[tuple[str, int]]:
        """The records whose trail is the history of this one: itself, and for some its versions."""
        return ((self.history_kind or self.code, row.pk),)

    def history_more(self, row: Any, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """What else belongs to the history of a record, though nobody did it to the record itself."""
        return ()

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any] | None:
        """More fields of the REST detail (lines, instructions); None when the columns are all."""
        return None


SCREENS: Growing[Screen] = Growing()


def screen_of(kind: str) -> Screen | None:
    """The screen that shows records of a kind, as the trail names it."""
    return next((s for s in SCREENS.values() if kind in (s.history_kind, s.code)), None) or SCREENS.get(kind) if kind else None


def page_of(kind: str, pk: int | None) -> str:
    """The page of a record of a kind; empty where no screen shows it."""
    screen = screen_of(kind)
    return f"/{screen.code}/{pk}/" if screen and pk else ""


def register(screen: type[Screen]) -> type[Screen]:
    """Class decorator: the screen exists from now on."""
    if screen.code in SCREENS:
        raise ValueError(f"screen {screen.code} is declared twice")
    SCREENS[screen.code] = screen()
    return screen


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A group of the left menu."""

    code: str
    title: Any
    icon: str
    items: Sequence[Any] = field(default_factory=tuple)
