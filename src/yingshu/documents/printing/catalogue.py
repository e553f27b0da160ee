"""What can be printed, on which paper, from which data. A new document is one ``Template`` here and one typst file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """How a value is given and how it reads on paper."""

    TEXT = auto()  # str
    MONEY = auto()  # int fen → 1,234.56
    CAPITALS = auto()  # int fen → 1,234.56, and under <name>_capitals the amount in words
    PRICE = auto()  # Decimal yuan, two to six decimals
    QUANTITY = auto()  # Decimal, without trailing zeros
    RATE = auto()  # Decimal share → 13%
    MOMENT = auto()  # aware datetime → 2026-01-31 14:05 in China
    CODE = auto()  # str, whole or refused → QR code as SVG
    ROWS = auto()  # sequence of mappings, keys in ``rows``


@dataclass(frozen=True)
class Key:
    """One datum of a template. ``limit`` is in characters; what is longer ends in an ellipsis, for all to see.

    ``price`` data never reach the paper of a request whose data say ``show_prices: False``.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    limit: int = 100
    price: bool = False
    rows: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A sheet; all lengths in mm. With ``fill`` ruled rows go down to the foot; else there are ``rows`` or more. A ``low`` sheet has
    a head of fewer lines."""

    code: str
    title: str | Promise
    width: int
    height: int
    side: int
    top: int
    bottom: int
    fill: bool
    rows: int = 0
    low: bool = False


@dataclass(frozen=True)
class Template:
    """A printable document. ``source`` is the typst file, ``copies`` the default names of the copies of one set."""

    code: str
    title: str | Promise
    source: str
    papers: tuple[str, ...]
    keys: tuple[Key, ...]
    copies: tuple[str, ...]
    prices: bool = True  # whether prices are shown when the data do not say


# 241 mm paper: tractor holes take 12.7 mm a side and 80-column printers reach 203 mm, so the form is 203 mm wide.
PAPERS = {
    paper.code: paper
    for paper in (
        Paper("241x140", _("241 × 140 mm continuous"), 241, 140, side=19, top=6, bottom=5, fill=True),
        Paper("241x93", _("241 × 93 mm continuous"), 241, 93, side=19, top=4, bottom=3, fill=True, low=True),
        Paper("a5", _("A5, landscape"), 210, 148, side=8, top=8, bottom=6, fill=True),
        Paper("a4", _("A4"), 210, 297, side=8, top=12, bottom=12, fill=False, rows=14),
    )
}

LINE = (
    Key("code", limit=40),
    Key("name", required=True, limit=120),
    Key("spec", limit=60),
    Key("unit", required=True, limit=12),
    Key("quantity", Kind.QUANTITY, required=True),
    Key("unit_price", Kind.PRICE, price=True),
    Key("amount_fen", Kind.MONEY, required=True, price=True),
    Key("place", limit=40),
    Key("remark", limit=60),
)
TAX = (
    Key("rate", Kind.RATE, required=True),
    Key("net_fen", Kind.MONEY, required=True),
    Key("tax_fen", Kind.MONEY, required=True),
)
HEAD = (
    Key("company", required=True, limit=40),
    Key("company_note", limit=50),
    Key("number", required=True, limit=30),
    Key("qr", Kind.CODE),
    Key("order_number", limit=30),
    Key("issued_at", Kind.MOMENT, required=True),
    Key("clause", limit=50),
    Key("decision", limit=40),
)
PARTIES = (
    Key("customer", required=True, limit=80),
    Key("consignee", limit=60),
    Key("phone", limit=60),
    Key("address", limit=200),
    Key("carrier", limit=60),
)
BODY = (
    Key("lines", Kind.ROWS, required=True, rows=LINE),
    Key("total_fen", Kind.CAPITALS, required=True, price=True),
    Key("tax", Kind.ROWS, price=True, rows=TAX),
    Key("note", limit=160),
)
FIGURE = (Key("label", required=True, limit=30), Key("value", required=True, limit=30), Key("unit", limit=12), Key("foot", limit=80))
SHEET = (
    Key("title", required=True, limit=40),
    Key("note", limit=160),
    Key("tall", limit=1),
    Key("heads", Kind.ROWS, required=True, rows=(Key("text", limit=24), Key("number", limit=1), Key("wide", limit=1))),
    Key("rows", Kind.ROWS, rows=(Key("cells", Kind.ROWS, rows=(Key("text", limit=1000), Key("sub", limit=60))),)),
)
REPORT = (
    Key("company", required=True, limit=40),
    Key("title", required=True, limit=60),
    Key("number", required=True, limit=30),
    Key("qr", Kind.CODE),
    Key("period", required=True, limit=80),
    Key("issued_at", Kind.MOMENT, required=True),
    Key("author", limit=40),
    Key("clause", limit=50),
    Key("standing", limit=80),
    Key("printed", limit=60),
    Key("figures", Kind.ROWS, rows=FIGURE),
    Key("note", limit=500),
    Key("sheets", Kind.ROWS, rows=SHEET),
    Key("readers", Kind.ROWS, rows=(Key("name", limit=60), Key("read", limit=40))),
    Key("bars", Kind.ROWS, rows=(Key("label", required=True, limit=30), Key("value", required=True, limit=12), Key("share", limit=24))),
    Key("dots", Kind.ROWS, rows=(Key("label", required=True, limit=16), Key("x", limit=24), Key("y", limit=24), Key("hot", limit=1))),
    Key("middle_x", limit=24),
    Key("middle_y", limit=24),
    Key("texts", Kind.ROWS, rows=(Key("title", required=True, limit=40), Key("text", limit=3200))),
)
PIECE = (Key("kind", required=True, limit=10), Key("label", limit=40), Key("title", limit=220), Key("text", limit=2100),
         Key("depth", required=True, limit=1), Key("clauses", limit=120))
RULEBOOK = (
    Key("company", required=True, limit=40),
    Key("title", required=True, limit=80),
    Key("number", required=True, limit=40),
    Key("qr", Kind.CODE),
    Key("issued_at", Kind.MOMENT, required=True),
    Key("standing", required=True, limit=20),
    Key("valid_from", limit=12),
    Key("valid_until", limit=12),
    Key("approved_by", limit=200),
    Key("scope", limit=80),
    Key("drafting_unit", limit=60),
    Key("interpreting_unit", limit=60),
    Key("printed", limit=60),
    Key("pieces", Kind.ROWS, rows=PIECE),
)
TASK = (Key("text", required=True, limit=300), Key("owner", limit=30), Key("due", limit=12), Key("state", limit=16))
MINUTES = (
    Key("company", required=True, limit=40),
    Key("title", required=True, limit=120),
    Key("number", required=True, limit=30),
    Key("qr", Kind.CODE),
    Key("issued_at", Kind.MOMENT, required=True),
    Key("place", limit=80),
    Key("convenor", limit=60),
    Key("author", limit=60),
    Key("clause", limit=50),
    Key("printed", limit=60),
    Key("people", Kind.ROWS, rows=(Key("name", limit=60), Key("came", limit=30))),
    Key("topics", Kind.ROWS, rows=(Key("name", limit=120), Key("text", limit=1000))),
    Key("carried", Kind.ROWS, rows=TASK),
    Key("minutes", limit=8000),
    Key("items", Kind.ROWS, rows=TASK),
)
CODES = (
    Key("company", required=True, limit=40),
    Key("title", required=True, limit=60),
    Key("number", required=True, limit=30),
    Key("qr", Kind.CODE),
    Key("issued_at", Kind.MOMENT, required=True),
    Key("until", limit=20),
    Key("hint", limit=80),
    Key("codes", Kind.ROWS, required=True, rows=(
        Key("name", limit=40), Key("serial", required=True, limit=12), Key("code", Kind.CODE, required=True))),
)
SIGNED = (Key("prepared_by", limit=16), Key("approved_by", limit=16), Key("shipped_by", limit=16))
PAYMENT = (Key("payment_method", limit=24), Key("cod_fen", Kind.MONEY))
PAYMENT_STATED = (Key("payment_method", required=True, limit=24), Key("cod_fen", Kind.MONEY))

GOODS_PAPERS = ("241x140", "241x93", "a5", "a4")

TEMPLATES = {
    template.code: template
    for template in (
        Template(
            "sales_slip",
            _("Sales slip"),
            "sales_slip.typ",
            GOODS_PAPERS,
            HEAD + PARTIES + PAYMENT_STATED + BODY + SIGNED,
            ("第一联 存根（白）", "第二联 客户（红）", "第三联 仓库·财务（黄）"),
        ),
        Template(
            "outbound_note",
            _("Outbound note"),
            "outbound_note.typ",
            GOODS_PAPERS,
            HEAD + PARTIES + BODY + SIGNED,
            ("第一联 仓库（白）", "第二联 物流（红）", "第三联 财务（黄）"),
            prices=False,
        ),
        Template(
            "delivery_note",
            _("Delivery note"),
            "delivery_note.typ",
            GOODS_PAPERS,
            HEAD + PARTIES + PAYMENT + BODY + SIGNED,
            ("第一联 存根（白）", "第二联 客户（红）", "第三联 回单（黄）"),
        ),
        Template(
            "quotation",
            _("Quotation"),
            "quotation.typ",
            ("a4", "a5", "241x140"),
            HEAD + PARTIES + BODY + SIGNED,
            ("客户联", "存根联"),
        ),
        Template(
            "return_note",
            _("Return note"),
            "return_note.typ",
            GOODS_PAPERS,
            HEAD + PARTIES + BODY + SIGNED,
            ("第一联 存根（白）", "第二联 客户（红）", "第三联 仓库·财务（黄）"),
        ),
        Template(
            "receipt",
            _("Receipt"),
            "receipt.typ",
            ("241x93", "241x140", "a5", "a4"),
            HEAD + PARTIES + BODY + SIGNED,
            ("第一联 存根（白）", "第二联 客户（红）", "第三联 财务（黄）"),
        ),
        Template("statement", _("Customer statement"), "report.typ", ("a4",), REPORT, ("",)),
        Template("dunning_letter", _("Dunning letter"), "report.typ", ("a4",), REPORT, ("",)),
        Template("freight_note", _("Freight settlement note"), "report.typ", ("a4",), REPORT, ("",)),
        Template("cod_note", _("Collected money hand-over note"), "report.typ", ("a4",), REPORT, ("",)),
        Template("stocktake", _("Stocktake sheet"), "report.typ", ("a4",), REPORT, ("",)),
        Template("complaint_form", _("Customer complaint form"), "report.typ", ("a4",), REPORT, ("",)),
        Template("after_sales_sheet", _("After-sales sheet"), "report.typ", ("a4",), REPORT, ("",)),
        Template("report", _("Report"), "report.typ", ("a4",), REPORT, ("",)),
        Template("rulebook", _("Rulebook"), "rulebook.typ", ("a4",), RULEBOOK, ("",)),
        Template("minutes", _("Minutes"), "minutes.typ", ("a4",), MINUTES, ("",)),
        Template("survey_codes", _("Survey codes"), "survey_codes.typ", ("a4",), CODES, ("",)),
    )
}
