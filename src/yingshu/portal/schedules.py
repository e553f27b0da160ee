"""What the worker does again and again: each schedule by its function and its pause."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Min
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy
from django_q.models import Schedule


class Repeated(NamedTuple):
    """A function without arguments, every so many minutes."""

    function: str
    minutes: int
    title: Any


SCHEDULES = (
    Repeated("yingshu.meetings.tasks.run_checks", 60, gettext_lazy("Meetings that fall due")),
    Repeated("yingshu.satisfaction.tasks.run_checks", 60, gettext_lazy("Surveys: reminders, signs, retention")),
    Repeated("yingshu.duties.tasks.run_checks", 5, gettext_lazy("Duties: plan, remind, close")),
    Repeated("yingshu.portal.tasks.heartbeat", 1, gettext_lazy("Sign of life of the worker")),
    Repeated("yingshu.notifications.tasks.send_outgoing", 1, gettext_lazy("Send e-mails")),
    Repeated("yingshu.audit.trail.seal", 1, gettext_lazy("Seal the operation log")),
    Repeated("yingshu.kernel.rollups.advance_all", 1, gettext_lazy("Keep the sums of reports")),
    Repeated("yingshu.orders.tasks.run_checks", 5, gettext_lazy("Limits of the instructions")),
    Repeated("yingshu.logistics.tasks.run_checks", 60, gettext_lazy("Shipments that are late")),
    Repeated("yingshu.receivables.tasks.run_checks", 60, gettext_lazy("Overdue money and promises")),
    Repeated("yingshu.stock.tasks.scan_safety_stock", 60, gettext_lazy("Safety stock")),
    Repeated("yingshu.stock.tasks.start_stocktakes", 360, gettext_lazy("Sheets of the yearly stocktake")),
    Repeated("yingshu.registers.tasks.run_checks", 60, gettext_lazy("Steps of registers that fall due")),
    Repeated("yingshu.portal.tasks.forget_answers", 1440, gettext_lazy("Forget old idempotency keys")),
    Repeated("yingshu.portal.tasks.nightly_backup", 1440, gettext_lazy("Backup of the night")),
    Repeated("yingshu.kernel.imported.forget_old", 1440, gettext_lazy("Forget imports that cannot be undone any more")),
    Repeated("yingshu.kernel.drafts.forget_old", 1440, gettext_lazy("Forget unfinished forms")),
    Repeated("yingshu.kernel.public.limits.forget_old", 1440, gettext_lazy("Forget how often public pages were opened")),
    Repeated("yingshu.service.tasks.look", 10, gettext_lazy("Cases that pass their limit")),
    Repeated("yingshu.customers.tasks.run_checks", 1440, gettext_lazy("Visitors' personal data kept long enough, handovers due")),
    Repeated("yingshu.approvals.tasks.run_checks", 10, gettext_lazy("Approvals that lie too long")),
    Repeated("yingshu.organisation.tasks.run_checks", 60, gettext_lazy("Reorganisations that take effect")),
)


def known() -> list[Repeated]:
    """The schedules whose functions are there."""
    return [each for each in SCHEDULES if _there(each.function)]


def _there(function: str) -> bool:
    try:
        return callable(import_string(function))
    except ImportError:
        return False


def plan() -> list[str]:
    """Bring the stored schedules in line with these; answers their names. Several workers may do this at once: of two rows
    made in the same moment the older one stays."""
    wanted = known()
    ours = Schedule.objects.filter(name__startswith="yingshu.")
    first = list(ours.order_by().values("name").annotate(first=Min("id")).values_list("first", flat=True))
    ours.exclude(pk__in=first).delete()
    ours.exclude(name__in=[each.function for each in wanted]).delete()
    for each in wanted:
        Schedule.objects.update_or_create(name=each.function, defaults={
            "func": each.function, "schedule_type": Schedule.MINUTES, "minutes": each.minutes, "repeats": -1})
    return [each.function for each in wanted]
