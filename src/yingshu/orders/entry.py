"""The order entry page: remote search that fills in, and what the rules say before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from yingshu.customers.models import Customer
from yingshu.kernel import clock, forms, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import Field
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.lookup import hits
from yingshu.kernel.text import half_width, id_of, mask_phone
from yingshu.pricing.queries import Priced, priced
from yingshu.receivables.queries import account_of
from yingshu.receivables.rules import credit_used

from .models import SalesOrder

ROW = ("product_id", "quantity", "price", "discount")
PERCENT = Decimal(100)


def product_hits(actor: Actor, words: str) -> dict[str, Any]:
    """Products with today's price, unit and packing for the line."""
    results, more = hits(SCREENS["products"], actor, words)
    found = priced([r["id"] for r in results], clock.today())
    return {"results": [_product(r, found[r["id"]]) for r in results if r["id"] in found and not found[r["id"]].discontinued], "more": more}


def _product(hit: Mapping[str, Any], p: Priced) -> dict[str, Any]:
    fill = product_fill(p)
    return {"id": hit["id"], "text": f"{p.number} {p.name} {p.spec}".strip(), "note": f"{fill['price'] or _('no price')} / {p.unit}",
            "fill": fill}


def product_fill(p: Priced) -> dict[str, str]:
    """Values for a line: price of the list in force, unit, tax rate."""
    price = "" if p.price is None else f"{p.price.normalize():f}"
    return {"price": price, "measure": p.unit, "list": price or "--", "rate": f"{p.tax_rate.normalize():f}"}


def entry_rows(rows: Sequence[Sequence[Field]]) -> list[dict[str, Any]]:
    """The rows of a form that is shown again, each with price, unit and tax rate of its product."""
    ids = [id_of(str(row[0].value)) for row in rows]
    found = priced([i for i in ids if i], clock.today())
    return [{"cells": row, "info": product_fill(found[i]) if i in found else {}} for row, i in zip(rows, ids, strict=True)]


def customer_hits(actor: Actor, words: str) -> dict[str, Any]:
    """Customers with what the order takes over from their file, and their credit."""
    results, more = hits(SCREENS["customers"], actor, words)
    rows = {c.pk: c for c in Customer.objects.visible_to(actor).filter(pk__in=[r["id"] for r in results], state=Customer.State.ACTIVE)}
    return {"results": [_customer(r, rows[r["id"]]) for r in results if r["id"] in rows], "more": more}


def _customer(hit: Mapping[str, Any], c: Customer) -> dict[str, Any]:
    return {"id": c.pk, "text": hit["text"], "note": c.number, "fill": customer_fill(c)}


def customer_fill(c: Customer) -> dict[str, str]:
    """Values for the head of the form. The phone stays masked; left empty the filed one is taken."""
    available = c.credit_limit_fen - credit_used(account_of(c.pk))
    credit = _("credit limit %(limit)s, available %(left)s") % {"limit": money.show(c.credit_limit_fen), "left": money.show(available)}
    return {"consignee": c.contact, "address": c.location, "payment_method": c.payment_method, "credit_days": str(c.credit_days),
            "credit": credit,
            "phone_hint": _("filed: %(phone)s, taken when left empty") % {"phone": mask_phone(c.phone)} if c.phone else ""}


def copied(order: SalesOrder) -> dict[str, Any]:
    """The first values of an order like this one. Prices are today's, so no discount and no special price comes along; the day wanted
    is a new one; the phone is not shown in full, so it is typed again where it differs from the customer's file."""
    names = ("customer_id", "payment_method", "owner_id", "consignee", "address", "packing", "delivery_note", "contract_number")
    lines = list(order.lines.order_by("position"))
    today = priced([x.product_id for x in lines], clock.today())
    rows = [{"product_id": x.product_id, "quantity": f"{x.quantity.normalize():f}",
             "price": product_fill(today[x.product_id])["price"] if x.product_id in today else ""} for x in lines]
    terms = {"credit_days": order.credit_days or "", "deposit_rate": as_percent(order.deposit_rate) or "30"}
    return {**{n: getattr(order, n) for n in names}, **terms, "source": order.source, "lines": rows}


def own_phone(order: SalesOrder | None) -> dict[str, str]:
    """What the form says of a copied order's phone where it is not that of the customer's file."""
    if order is None or not order.phone or order.phone == order.customer.phone:
        return {}
    return {"phone_hint": _("the copied order had %(phone)s; left empty, the filed one is taken") % {"phone": mask_phone(order.phone)}}


def entered(post: Any) -> dict[str, Any]:
    """What was filled in, for ``orders.register``: discounts are typed in percent and kept as shares."""
    fields = forms.fields_of("orders.register")
    data = forms.form_data(fields, post)
    data["lines"] = [_share(line, "discount") for line in data.get("lines", []) if line.get("product_id") or line.get("quantity")]
    data["submit"] = post.get("do") != "draft"
    return _share(data, "header_discount", "deposit_rate")


def _share(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**values, **{n: as_share(values[n]) for n in names if values.get(n)}}


def as_share(percent: str) -> str:
    """5 → 0.05; what is no number stays for the validation to refuse."""
    try:
        return f"{Decimal(half_width(str(percent)).rstrip('%')) / PERCENT:f}"
    except InvalidOperation:
        return percent


def as_percent(share: Any) -> str:
    """0.05 → 5"""
    try:
        return f"{(Decimal(str(share)) * PERCENT).normalize():f}" if share else ""
    except InvalidOperation:
        return str(share)


def shown_again(data: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as it goes back into the form: shares as percent again."""
    lines = [{**line, "discount": as_percent(line.get("discount"))} for line in data.get("lines", [])]
    again = {n: as_percent(data[n]) for n in ("header_discount", "deposit_rate") if data.get(n)}
    return {**data, **again, "lines": lines}
