"""``yingshu import …``: a company's ledgers, and files of customers, products, prices, people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.imports import read_file as read_customers
from yingshu.customers.services import import_customers
from yingshu.kernel.errors import InvalidInput
from yingshu.onboarding import files
from yingshu.onboarding.models import ImportBatch
from yingshu.onboarding.rules import Receivables
from yingshu.onboarding.services import check_ledger, import_ledger, undo_import
from yingshu.pricing.imports import read_file as read_prices
from yingshu.pricing.models import PriceList
from yingshu.pricing.services import import_prices
from yingshu.products.imports import read_file as read_products
from yingshu.products.services import import_products

from ..command import BAD_INPUT, DONE
from .output import Output, command, group


def add(commands: Any) -> None:
    """Declare the commands."""
    imports = group(commands, "import", _("bring in ledgers and files"))
    for name, only, help in (("ledger", "", _("a workbook with a company's ledgers: shows what would happen; with --yes it happens")),
                             ("people", "people", _("a workbook with salespeople; with --yes they are written"))):
        made = command(imports, name, ledger, help, acts=True)
        made.set_defaults(only=only)
        made.add_argument("file", type=Path, help=_("xlsx, xls, ods or csv"))
        made.add_argument("--mapping", default="", metavar=_("FILE.json|NAME"), help=_("which column is what: a file, or a saved mapping"))
        made.add_argument("--yes", action="store_true", help=_("write it"))
        made.add_argument("--skip-errors", action="store_true", help=_("leave wrong rows out instead of refusing the file"))
        made.add_argument("--receivables", choices=[each.value for each in Receivables], default="auto",
                          help=_("whether the sales ledger makes receivables"))
    for name, (_read, _run, help) in KINDS.items():
        made = command(imports, name, rows, _(help), acts=True)
        made.add_argument("file", type=Path, help=_("xlsx, xls, ods or csv"))
        made.add_argument("--skip-errors", action="store_true", help=_("leave wrong rows out instead of refusing the file"))
        if name == "price-list":
            made.add_argument("--list", dest="price_list", required=True, metavar="ID", help=_("the draft price list that gets the prices"))
        else:
            made.add_argument("--mode", choices=("add", "update", "both"), default="both",
                              help=_("only new ones, only known ones, or both"))
    back = command(imports, "undo", undo, _("take an import back while nothing rests on it"), acts=True)
    back.add_argument("number", metavar=_("NUMBER"), help=_("of the import, like DR20260131-0001"))
    back.add_argument("--reason", default="", help=_("why"))


KINDS: dict[str, tuple[Callable[[Path], Any], Callable[..., Any], str]] = {
    "customers": (read_customers, import_customers, N_("customer files in the uniform format")),
    "products": (read_products, import_products, N_("the product catalogue")),
    "price-list": (read_prices, import_prices, N_("prices of a draft price list")),
}
MADE = {"people": N_("people"), "people_from_ledger": N_("of them named by ledgers only"), "regions": N_("regions"),
        "customers": N_("customers"), "customers_from_ledger": N_("of them without a file"), "products": N_("products"),
        "products_from_ledger": N_("of them not in the catalogue"), "sales": N_("lines of the sales ledger"),
        "receivables": N_("receivables"),
        "receivables_amount": N_("receivables in yuan"), "receipts": N_("receipts"), "receipts_amount": N_("receipts in yuan"),
        "unallocated": N_("not allocated in yuan"), "receipts_without_item": N_("receipts that name nothing known"),
        "returns": N_("returns taken off other orders in yuan"), "returns_left": N_("returns with nothing to take them off in yuan")}


# ---- ledgers

def ledger(arguments: argparse.Namespace, output: Output) -> int:
    """Check a workbook; with ``--yes`` import it."""
    path = _file(arguments.file)
    with path.open("rb") as source:
        kept = files.keep(source, path.name)
    mapping, template = _mapping(arguments.mapping)
    checked = check_ledger(actor=arguments.actor, digest=kept.digest, file_name=kept.file_name, mapping=mapping, template=template,
                           receivables=Receivables(arguments.receivables), only=arguments.only)
    if not arguments.yes:
        _tell(checked.as_json(), output)
        return BAD_INPUT if checked.data["wrong"] and not arguments.skip_errors else DONE
    done = import_ledger(actor=arguments.actor, batch_id=checked.id, skip_errors=arguments.skip_errors)
    _tell(done.as_json(), output)
    return DONE


def _file(path: Path) -> Path:
    if not path.is_file():
        raise InvalidInput({"file": [_("There is no file %(file)s.") % {"file": path}]})
    return path


def _mapping(text: str) -> tuple[str, str]:
    """The option ``--mapping``: the content of a file, or the name of a saved mapping."""
    path = Path(text)
    if text and path.suffix.lower() == ".json":
        return _file(path).read_text("utf-8"), ""
    return "", text


def _tell(told: Mapping[str, Any], output: Output) -> None:
    if output.is_json:
        return output.data(told)
    is_done = told["state"] == ImportBatch.State.DONE
    output.tell(f"{told['number']}  {ImportBatch.State(told['state']).label}")
    output.table([_("Sheet"), _("Kind"), _("Rows"), _("Right"), _("Known"), _("Wrong"), _("Amount"), _("Freight"), _("Sums differ")],
                 [[sheet["sheet"], sheet["kind"], sheet["rows"], sheet["ok"], sheet["known"], sheet["wrong"], _money(sheet["amount"]),
                   _money(sheet["freight"]), len(sheet["differences"])] for sheet in told["sheets"]])
    output.tell("")
    output.tell(_(told["reason"]))
    for notice in (*told["notices"], *_left_out(told["id"])):
        output.tell(notice)
    made = {name: value for name, value in told["made"].items() if value not in (0, "0.00")}
    output.tell((_("Written: %(what)s") if is_done else _("Would be written: %(what)s")) % {
        "what": ", ".join(f"{_(MADE[name])} {value}" for name, value in made.items()) or "--"})
    _tell_wrong(told["id"], output)
    if not is_done:
        output.tell(_("Nothing was written. Add --yes to import."))
    return None


def _left_out(batch_id: int) -> list[str]:
    """The columns of the sheets that nothing was made of."""
    batch = ImportBatch.objects.get(pk=batch_id)
    used = {sheet["sheet"]: {c.get(key) for c in sheet["columns"] for key in ("letter", "title")} for sheet in batch.mapping["sheets"]}
    rest = {name: [c["title"] for c in columns if c["title"] and not used[name] & {c["letter"], c["title"]}]
            for name, columns in batch.figures["columns"].items() if name in used}
    said = _("Sheet “%(sheet)s”: the columns %(columns)s were not recognised and are left out; --mapping says what they are")
    return [said % {"sheet": name, "columns": "、".join(titles)} for name, titles in rest.items() if titles]


def _tell_wrong(batch_id: int, output: Output) -> None:
    """The first wrong rows."""
    figures = ImportBatch.objects.values_list("figures", flat=True).get(pk=batch_id)
    wrong = [[sheet["sheet"], issue["row"], "; ".join(_where(p) + _(p["message"]) % p["args"] for p in issue["problems"])]
             for sheet in figures["sheets"] for issue in sheet["issues"] if issue["wrong"]]
    if wrong:
        output.tell("")
        output.table([_("Sheet"), _("Row"), _("Reason of the error")], wrong[:20])


def _where(problem: Mapping[str, Any]) -> str:
    return f"{problem['letter']}: " if problem["letter"] else ""


def _money(text: str) -> str:
    return "--" if text == "0.00" else f"{Decimal(text):,.2f}"


def undo(arguments: argparse.Namespace, output: Output) -> None:
    """Take an import back."""
    batch = ImportBatch.objects.filter(number=arguments.number).first()
    if batch is None:
        raise InvalidInput({"number": [_("There is no import %(number)s.") % {"number": arguments.number}]})
    output.facts(undo_import(actor=arguments.actor, batch_id=batch.pk, reason=arguments.reason).as_json())


# ---- files of one kind

def rows(arguments: argparse.Namespace, output: Output) -> int:
    """Read a file and hand its rows to the room they belong to."""
    name = arguments.import_command
    read, run, _help = KINDS[name]
    path = _file(arguments.file)
    more = {"price_list_id": _price_list(arguments.price_list)} if name == "price-list" else {"mode": arguments.mode}
    done = run(actor=arguments.actor, rows=read(path), skip_errors=arguments.skip_errors, file=path.name, **more)
    told = done.as_json()
    if output.is_json:
        output.data(told)
        return DONE
    output.tell(_("%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(failed)s failed.") % told)
    if told["errors"]:
        output.table([_("Row"), _("Reason of the error")], [[row, "; ".join(says)] for row, says in told["errors"].items()])
    return DONE


def _price_list(text: str) -> int:
    found = PriceList.objects.filter(pk=text).first() if text.isdigit() else None
    if found is None:
        raise InvalidInput({"--list": [json.dumps(text)]})
    return int(found.pk)
