"""What orders keep of people, and why it stays (CNF-07)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.personal import must_keep

must_keep("orders.SalesOrder", ("consignee", "phone", "address"), _("Sales orders"),
          _("The parties and the delivery of a contract: the law asks for records of a transaction for at least three years."))
