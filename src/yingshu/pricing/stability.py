"""A cost that changes far enough asks for a review of the prices (PRC-10): a record of the register of reviews, where the book has it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from yingshu.kernel.controls import Outcome
from yingshu.kernel.services import Done, Work
from yingshu.products.models import Product
from yingshu.registers.registry import registers
from yingshu.registers.services import add_entry
from yingshu.rulebook.decisions import Subject, decide

from .controls import STABILITY
from .rules import StabilityFacts

REGISTER = "price_reviews"


def after(work: Work, done: Done) -> None:
    """Called after every business action; looks only at products whose cost changed."""
    if work.action != "products.change" or done.kind != "product" or not {"cost"} <= set(done.before) & set(done.after):
        return
    if REGISTER in registers():
        review(work, done, Decimal(str(done.before["cost"])), Decimal(str(done.after["cost"])))


def review(work: Work, done: Done, old: Decimal, new: Decimal) -> None:
    """Judge the change; when it asks for a review, put it down for whoever looks after prices."""
    product = Product.objects.get(pk=done.id)
    facts = StabilityFacts(product=product.name, old_cost=old, new_cost=new)
    decision = decide(STABILITY, facts, Subject("product", product.pk, product.number))
    if decision.verdict.outcome == Outcome.WARN:
        add_entry(actor=replace(work.actor, everything=True), register_code=REGISTER, values={
            "product": product.pk, "old_cost": f"{old:f}", "new_cost": f"{new:f}"})
