"""Names of the parameters of the actions on prices in dialog forms, and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("pricing", {
    "price_list_id": N_("Price list"), "copy_from_id": N_("Start with the prices of"), "floor": N_("Lowest price"),
    "product_ids": N_("Products"), "pricing.set_prices.lines": N_("Prices"), "special_price_id": N_("Special price"),
    "grant": N_("Grant"), "opinion": N_("Opinion"), "valid_until": N_("Valid until"),
    "pricing.ask_special_price.price": N_("Price asked for"), "caller": N_("Quoted to"),
    "after_order": N_("Asked for afterwards"),
    "single_use": N_("For one order only"), "effect": N_("Effect"),
    "strategy_id": N_("Price strategy"), "basis": N_("Price basis"), "normal": N_("Normal price"), "capture": N_("Price to win the market"),
    "keep": N_("Price to keep the market"), "condition": N_("Discount condition"), "department": N_("Department"),
    "attended": N_("Attended"), "person": N_("For the department"), "pricing.set_strategy_lines.lines": N_("Products"),
    "pricing.record_opinion.says": N_("Opinion"), "levels": N_("For customers of level"), "unit_ids": N_("For regions"),
    "most": N_("Most by own decision"),
})
explain_parameters("pricing", {
    "pricing.create_price_list.valid_from": N_("From this day on the list is in force, once released, until a newer one begins."),
    "floor": N_("Below it only the top level may grant a special price."),
    "pricing.decide_special_price.valid_until": N_("Empty: for as many days as the clause says."),
    "pricing.decide_special_price.opinion": N_("A rejection needs a reason."),
    "pricing.ask_special_price.quantity": N_("When given, the special price holds for exactly this quantity."),
    "pricing.ask_special_price.single_use": N_("Not ticked: any number of orders until it runs out."),
    "pricing.ask_special_price.basis": N_("Quantity, the customer's situation, the market: what the price is based on (PRC-12)."),
    "pricing.draft_strategy.basis": N_("Market, cost, demand and competition that the prices are based on."),
    "levels": N_("None ticked: customers of every level. Orders of others go to a superior (ORD-09)."),
    "unit_ids": N_("None chosen: every region. Orders from elsewhere go to a superior (ORD-09)."),
    "pricing.record_opinion.attended": N_("Not ticked: the opinion was given in writing; fill it in."),
    "pricing.quote.lines": N_("Prices come from the price list in force and cannot be changed (PRC-11)."),
})
