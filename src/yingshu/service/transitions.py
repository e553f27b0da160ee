"""Legal moves of cases, after-sales orders, incidents, improvements and knowledge."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import AfterSales, Case, Improvement, Incident, Knowledge

C, A, E, M, K = Case.State, AfterSales.State, Incident.State, Improvement.State, Knowledge.State
CASE = Transitions({
    "accept": ((C.OPEN,), C.ACCEPTED), "wait": ((C.ACCEPTED,), C.WAITING), "resume": ((C.WAITING,), C.ACCEPTED),
    "close": ((C.ACCEPTED, C.WAITING, C.OPEN), C.CLOSED), "reopen": ((C.CLOSED,), C.ACCEPTED), "file": ((C.CLOSED,), C.FILED),
    "withdraw": ((C.OPEN, C.ACCEPTED, C.WAITING), C.WITHDRAWN)}, C)
AFTER_SALES = Transitions({
    "submit": ((A.OPEN,), A.SUBMITTED), "sign": ((A.SUBMITTED,), A.SIGNED), "decide": ((A.SIGNED, A.OPEN, A.SUBMITTED), A.DECIDED),
    "finish": ((A.DECIDED, A.OPEN), A.DONE), "withdraw": ((A.OPEN, A.SUBMITTED, A.SIGNED, A.DECIDED), A.WITHDRAWN)}, A)
INCIDENT = Transitions({
    "investigate": ((E.REPORTED,), E.INVESTIGATED), "review": ((E.INVESTIGATED,), E.REVIEWED),
    "correct": ((E.REPORTED, E.INVESTIGATED, E.REVIEWED), E.CORRECTING), "verify": ((E.CORRECTING,), E.VERIFIED),
    "close": ((E.REVIEWED, E.CORRECTING, E.VERIFIED), E.CLOSED)}, E)
IMPROVEMENT = Transitions({"finish": ((M.OPEN,), M.DONE), "works": ((M.DONE,), M.EFFECTIVE), "fails": ((M.DONE,), M.FAILED)}, M)
KNOWLEDGE = Transitions({"review": ((K.DRAFT,), K.REVIEWED), "show": ((K.DRAFT, K.REVIEWED), K.PUBLIC),
                         "retire": ((K.DRAFT, K.REVIEWED, K.PUBLIC), K.RETIRED), "change": ((K.DRAFT, K.REVIEWED, K.PUBLIC, K.RETIRED),
                                                                                           K.DRAFT)}, K)
