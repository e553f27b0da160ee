"""Invented data for looking at a print template."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.kernel import clock


def goods() -> dict[str, Any]:
    """Three lines, two of them long."""
    amounts = ((_("Sample goods"), "50 kg", Decimal(200), Decimal(85), 1_700_000),
               (_("Sample goods with a longer name, to see how it breaks"), "25 kg × 2", Decimal(40), Decimal("62.5"), 250_000),
               (_("Sample goods"), "40 kg", Decimal(10), Decimal(90), 90_000))
    lines = [{"code": f"A{n}", "name": name, "spec": spec, "unit": _("bag"), "quantity": quantity, "unit_price": price, "amount_fen": fen}
             for n, (name, spec, quantity, price, fen) in enumerate(amounts, 1)]
    total = sum(line[4] for line in amounts)
    net = round(total / Decimal("1.09"))
    return {"company": settings.COMPANY, "number": "XS20260101-0000", "qr": "sample", "order_number": "DD20260101-0000",
            "issued_at": clock.now(), "customer": _("A customer"), "consignee": "--", "phone": "138****0000", "address": "--",
            "payment_method": _("Cash on delivery"), "cod_fen": total, "lines": lines, "total_fen": total,
            "tax": [{"rate": Decimal("0.09"), "net_fen": int(net), "tax_fen": total - int(net)}], "note": _("Sample, not valid")}


SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {"sales_slip": goods, "outbound_note": goods, "delivery_note": goods, "quotation": goods,
                                                 "return_note": goods, "receipt": goods}
