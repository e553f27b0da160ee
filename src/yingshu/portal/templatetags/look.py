"""What templates need to draw the components: form controls with our classes, widths of bars."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASS_OF_INPUT = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


@register.simple_tag
def control(field: BoundField, **attrs: str) -> SafeString:
    """The field's widget with our class; underscores in attribute names become dashes (``data_remote=…``)."""
    kind = getattr(field.field.widget, "input_type", "")
    names: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attrs.items()}
    own = field.field.widget.attrs.get("class", "")
    wrong = "is-invalid" if field.errors else ""
    names["class"] = " ".join(filter(None, [CLASS_OF_INPUT.get(kind, "form-control"), own, wrong]))
    return field.as_widget(attrs=names)


@register.filter
def is_check(field: BoundField) -> bool:
    """True for a single tick box, which carries its label on the right."""
    return getattr(field.field.widget, "input_type", "") == "checkbox"


@register.filter
def bar_width(percent: Decimal | int | str | None) -> int:
    """A percentage as the width of an SVG bar: a whole number from 0 to 100."""
    return max(0, min(100, round(Decimal(percent or 0))))
