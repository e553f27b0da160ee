"""What is kept of colleagues, and why it stays (CNF-07)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.personal import must_keep

must_keep("organisation.Person", ("phone", "email"), _("Colleagues"),
          _("Needed for the employment; whoever leaves is switched off in the list of people."))
must_keep("organisation.Delegation", ("receiver",), _("Delegations"), _("Which colleague acted for another is part of the trail."))
