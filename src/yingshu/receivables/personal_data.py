"""What receipts keep of people, and why it stays (CNF-07)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.personal import must_keep

must_keep("receivables.Receipt", ("payer",), _("Receipts"), _("Who paid is part of the accounts, which the law of accounting keeps."))
