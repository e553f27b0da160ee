"""Names of the parameters of the actions on ledgers, as the interface and the action log show them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import name_parameters

name_parameters("onboarding", {
    "batch_id": N_("Import batch"), "digest": N_("Fingerprint of the file"), "file_name": N_("File name"),
    "mapping": N_("Assignment of columns"), "only": N_("Only sheets of this kind"),
    "sheets": N_("Sheets"), "corrections": N_("Cells mended"),
    "synonym_id": N_("Synonym"),
    "onboarding.check_ledger.receivables": N_("Make receivables"),
    "people": N_("New salespeople, without login"), "people_from_ledger": N_("Salespeople that only a ledger names"),
    "regions": N_("New regions"), "customers": N_("New customers"), "customers_from_ledger": N_("Customers that only a ledger names"),
    "products": N_("New products"), "products_from_ledger": N_("Products that only a ledger names"),
    "sales": N_("Lines of the sales ledger"), "onboarding.import_ledger.receivables": N_("Receivables"),
    "receivables_amount": N_("Receivables (yuan)"), "receipts": N_("Receipts"), "receipts_amount": N_("Receipts (yuan)"),
    "unallocated": N_("Receipts not allocated (yuan)"), "receipts_without_item": N_("Receipts that name nothing known; they stay credit"),
    "sales_lines_reversed": N_("Sales lines reversed"), "receivable_entries_reversed": N_("Entries of receivables reversed"),
    "customers_removed": N_("Customers removed"), "customers_stopped": N_("Customers taken out of use"),
    "products_removed": N_("Products removed"), "products_discontinued": N_("Products taken out of use"),
    "returns": N_("Returns taken off other orders of their customer (yuan)"),
    "returns_left": N_("Returns with nothing to take them off; record them after the import (yuan)"),
})
