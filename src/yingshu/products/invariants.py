"""What must always be true of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from yingshu.kernel.invariants import invariant

from .models import Product


@invariant("products.sensible")
def sensible() -> Iterator[tuple[str, str]]:
    """Every product has a code and a name, a VAT rate from 0 to 1, and is not a sample of itself."""
    wrong = Q(number="") | Q(name="") | Q(tax_rate__lt=0) | Q(tax_rate__gt=1) | Q(sample_of=F("id"))
    for row in Product.objects.filter(wrong):
        yield row.number or str(row.pk), "code, name, VAT rate or sample is wrong"
