"""Legal moves of an occurrence. Whether it is overdue is no state: it is read from the times."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Occurrence

State = Occurrence.State
OCCURRENCE = Transitions({
    "confirm": ((State.OPEN,), State.DONE), "ask_excuse": ((State.OPEN, State.MISSED, State.LATE), ""),
    "excuse": ((State.OPEN, State.MISSED, State.LATE), State.EXCUSED)}, states=State)
