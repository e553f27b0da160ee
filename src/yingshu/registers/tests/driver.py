"""Runs the cases of the library: each is a clause, a clock and steps, written as data (``cases/*.yaml``; see docs/registers.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from tests.support.company import Company

from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock, yamls
from yingshu.kernel.actor import system
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.schemas import validate
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.lookup import matching
from yingshu.kernel.screens.rest import listing, record
from yingshu.kernel.services import ACTIONS, Done
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.registers.coverage import coverage
from yingshu.registers.definition import Definition
from yingshu.registers.models import Entry
from yingshu.registers.parts import SCREEN
from yingshu.registers.queries import visible
from yingshu.registers.registry import by_id, live
from yingshu.registers.screens.panels import changes, mentions, related
from yingshu.registers.section import duties, library
from yingshu.registers.services import define
from yingshu.registers.statistics import page_of
from yingshu.registers.tasks import run_checks
from yingshu.registers.values import words

FOLDER = Path(__file__).parent / "cases"
REGISTERS = {d.code: d for d in library()}
PAGES = {"customer": "customers", "person": "people"}
MARKS: dict[str, Callable[[Any, str], int]] = {
    "$": lambda player, name: player.ids[name][1], "@": lambda player, name: player.company.person(name).pk,
    "#": lambda player, name: player.company.unit(name).pk, "!": lambda player, name: player.company.posts[name].pk}
Step = Mapping[str, Any]
HIRED = {"sales_department_manager": "销售部经理沈毅", "market": "市场专员杜薇",
         "analyst": "数据分析员范明", "general_office": "总办主任罗兰"}


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its id: ``LOG-11 提前提醒续签``."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yamls.load(path.read_text("utf-8")) or ():
            yield f"{case['clause']} {case['name']}", case


class Player:
    """One case being played."""

    def __init__(self, company: Company, case: Mapping[str, Any]) -> None:
        self.company, self.case = company, case
        self.ids: dict[str, tuple[str, int]] = {}
        self.stack, self.now = ExitStack(), datetime.min

    def play(self) -> None:
        """All steps in their order."""
        with self.stack:
            self.day(self.case.get("on", "2026-06-17 09:00"))
            for code in sorted(self.needed()):
                define(actor=system(), definition=REGISTERS[code].model_dump(mode="json", by_alias=True, exclude_defaults=True))
            for step in self.case["steps"]:
                VERBS[next(iter(step))](self, step)

    def needed(self) -> set[str]:
        """The registers that the case uses, and those that they bring along."""
        found = {step[verb] for step in self.case["steps"] for verb in ("add", "gaps", "sums", "params", "imports", "pick") if verb in step}
        found |= set(self.case.get("registers", ()))
        while more := {code for d in map(REGISTERS.__getitem__, found) for code in brought(d)} - found:
            found |= more
        return found

    def day(self, when: Any) -> None:
        """The clock stands at a moment."""
        text = str(when)
        self.now = datetime.fromisoformat(text if len(text) > 10 else f"{text} 09:00")
        self.stack.enter_context(clock.at(self.now))

    def at_last(self) -> Any:
        """The moment at which the case ended."""
        return clock.at(self.now)

    def actor(self, who: str) -> Any:
        if who in HIRED and who not in self.company.people:
            self.company.hire(who, who, name=HIRED[who])
        return system() if who == "system" else self.company.actor(who)

    def value(self, given: Any) -> Any:
        """``$name`` is a record of the case, ``@post`` a person, ``#unit`` a unit, ``!post`` a post."""
        if isinstance(given, dict):
            return {k: self.value(v) for k, v in given.items()}
        if isinstance(given, list):
            return [self.value(v) for v in given]
        if isinstance(given, str) and given[:1] in MARKS and len(given) > 1:
            return MARKS[given[0]](self, given[1:])
        return given

    def entry(self, name: str) -> Entry:
        return Entry._plain.get(pk=self.ids[name][1])

    def run(self, step: Step, action: str, **arguments: Any) -> Done | None:
        """Run an action; a refusal must be the one expected."""
        try:
            done: Done = ACTIONS[action].run(actor=self.actor(step.get("as", "director")), **arguments)
        except BusinessError as refusal:
            assert "refused" in step, f"refused: {refusal.code} {refusal.text()} {getattr(refusal, 'errors', {})}"
            said = {"code": refusal.code, "field": refusal.field or next(iter(getattr(refusal, "errors", {})), ""), "says": refusal.text(),
                    "clause": refusal.clause, "fields": sorted(getattr(refusal, "errors", {}))}
            assert {k: said[k] for k in step["refused"]} == step["refused"]
            return None
        assert "refused" not in step, f"not refused: {done.state}"
        return done

    def compare(self, step: Step, done: Done | None, name: str = "") -> None:
        """Hold what a step gives against what is expected."""
        if done is None:
            return
        code = done.kind.removeprefix(SCREEN)
        self.ids[name or "_"] = (code, done.id)
        entry, gives = Entry._plain.select_related("handler").get(pk=done.id), dict(step.get("gives", {}))
        wanted = {k: str(v) for k, v in gives.get("values", {}).items()}
        found = {"state": entry.state, "warnings": list(done.data.get("warnings", [])), "made": len(done.data.get("made", [])),
                 "handler": entry.handler.name if entry.handler else "", "values": {k: self.plain(entry, k) for k in wanted}}
        assert {k: found[k] for k in gives} == {**gives, **({"values": wanted} if wanted else {})}

    def plain(self, entry: Entry, code: str) -> str:
        """A value in words."""
        spec = live(by_id(entry.register_id).code, entry.version).definition.field(code)
        assert spec is not None, code
        return words(spec, entry.values.get(code))


def brought(d: Definition) -> set[str]:
    """Registers that a register refers to, makes records of, shows, or asks for at a gate."""
    fields = [f.of.removeprefix(SCREEN) for field in d.fields for f in (field, *field.columns) if f.of.startswith(SCREEN)]
    counted = [f.counts.register_ for f in d.fields if f.counts]
    return {*fields, *counted, *(f.register_ for f in d.follows), *(r.register_ for r in d.related)} & REGISTERS.keys()


# ---------- verbs

def add(player: Player, step: Step) -> None:
    done = player.run(step, "registers.add_entry", register_code=step["add"], values=player.value(step.get("values", {})))
    player.compare(step, done, step.get("id", ""))


def imports(player: Player, step: Step) -> None:
    """So many rows of one sheet, numbered from 10 on."""
    rows = [{"row": n, **{k: str(v).format(n=n) for k, v in step["row"].items()}} for n in range(10, 10 + step["count"])]
    before = Entry._plain.count()
    done = player.run(step, "registers.import_entries", register_code=step["imports"], rows=rows)
    assert Entry._plain.count() - before == (step["count"] if done else 0)


def lists(player: Player, step: Step) -> None:
    """How many records the list shows under a filter."""
    assert listing(SCREENS[f"r/{step['lists']}"], player.actor(step["as"]), QueryDict(urlencode(step["where"])))["count"] == step["gives"]


def converts(player: Player, step: Step) -> None:
    """Each open record goes the step; what became of them in the customer file."""
    for pk in list(Entry._plain.filter(register__code=step["converts"]).order_by("id").values_list("id", flat=True)):
        player.run(step, "registers.move_entry", register_code=step["converts"], entry_id=pk, move=step["to"])
    rows = SCREENS["customers"].scoped(system()).values_list("source", flat=True)
    assert (set(rows), len(rows)) == ({step["gives"]["source"]}, step["gives"]["count"])


def move(player: Player, step: Step) -> None:
    code, pk = player.ids[step["move"]]
    done = player.run(step, "registers.move_entry", register_code=code, entry_id=pk, move=step["to"],
                      values=player.value(step.get("values", {})), reason=step.get("reason", ""))
    player.compare(step, done, step["move"])


def change(player: Player, step: Step) -> None:
    code, pk = player.ids[step["change"]]
    done = player.run(step, "registers.change_entry", register_code=code, entry_id=pk, values=player.value(step.get("values", {})))
    player.compare(step, done, step["change"])


def revise(player: Player, step: Step) -> None:
    code, pk = player.ids[step["revise"]]
    player.compare(step, player.run(step, "registers.revise_entry", register_code=code, entry_id=pk), step.get("id", ""))


def act(player: Player, step: Step) -> None:
    done = player.run(step, step["act"], **validate(step["act"], player.value(step.get("with", {}))))
    if done is not None and "id" in step:
        player.ids[step["id"]] = (done.kind, done.id)


def due(player: Player, step: Step) -> None:
    """The reminders on a person's list, and the same after the worker told them."""
    found = [todo.title for todo in WORKLISTS["registers.due"].items(player.actor(step["due"]), 50)]
    said = [title.rpartition("　")[2] for title in found]
    assert sorted(said) == sorted(step["gives"])


def waits(player: Player, step: Step) -> None:
    """The records that wait for a step of a person."""
    numbers = {todo.number for todo in WORKLISTS["registers.steps"].items(player.actor(step["waits"]), 50)}
    assert numbers == {player.entry(name).number for name in step["gives"]}


def sees(player: Player, step: Step) -> None:
    code, pk = player.ids[step["of"]]
    actor, found = player.actor(step["sees"]), live(code)
    assert (actor.may(f"{found.screen}.view") and visible(actor, found).filter(pk=pk).exists()) is step["gives"]


def finds(player: Player, step: Step) -> None:
    """A search in the list, and what the page of each record found shows to this person."""
    screen, actor = SCREENS[f"r/{step['finds']}"], player.actor(step["as"])
    rows = screen.scoped(actor).filter(matching(screen, step["query"])).select_related("owner")
    pages = [{"headline": row.headline, "owner": row.owner.name, **screen.as_json(row, actor)["values"]} for row in rows]
    assert [{k: page.get(k) or "" for k in wanted} for page, wanted in zip(pages, step["gives"], strict=True)] == step["gives"]


def mentioned(player: Player, step: Step) -> None:
    """What the page of a record of another room tells of the registers: register and headline."""
    who = step["about"]
    kind, pk = ("person", player.value(who)) if who.startswith("@") else player.ids[who]
    rows = mentions(PAGES[kind])(SimpleNamespace(pk=pk), player.actor(step["as"]))["rows"]
    assert [f"{row['register']} {row['headline']}" for row in rows] == step["gives"]


def gaps(player: Player, step: Step) -> None:
    found, subject = live(step["gaps"]), player.value(step.get("of"))
    lines = [gap for e in found.definition.expects for gap in coverage(found, e, clock.today(), subject)]
    assert {gap.value: [gap.there, gap.least] for gap in lines} == step["gives"]


def made(player: Player, step: Step) -> None:
    """The records that a record made, in the order in which they were."""
    rows = Entry._plain.filter(origin_id=player.ids[step["made"]][1]).select_related("handler").order_by("id")
    found = []
    for n, entry in enumerate(rows):
        code = by_id(entry.register_id).code
        player.ids[f"{step['made']}.{n}"] = (code, entry.pk)
        wanted = step["gives"][n] if n < len(step["gives"]) else {}
        line = {"register": code, "state": entry.state, "handler": entry.handler.name if entry.handler else "",
                "values": {k: player.plain(entry, k) for k in wanted.get("values", {})}}
        found.append({k: line[k] for k in wanted})
    assert found == [{**g, **({"values": {k: str(v) for k, v in g["values"].items()}} if "values" in g else {})} for g in step["gives"]]


def sums(player: Player, step: Step) -> None:
    found = live(step["sums"])
    page = page_of(player.actor(step.get("as", "director")), found, {})
    titles = {f.title: f.code for f in found.definition.fields}
    groups = {f"{sheet.title}/{row.name}": row.number for sheet in page["sheets"] for row in sheet.rows}
    lines = {titles[title]: text for title, text in page["sums"]} | groups
    assert {k: lines.get(k) for k in step["gives"]} == step["gives"]


def totals(player: Player, step: Step) -> None:
    """The sums over the records related to a record."""
    entry = player.entry(step["related"])
    definition = live(player.ids[step["related"]][0]).definition
    actor = player.actor(step.get("as", "general_manager"))
    found = {title: text for r in definition.related for title, text in related(r)(entry, actor)["sums"]}
    numbers = {r.title: len(related(r)(entry, actor)["rows"]) for r in definition.related}
    lines = {**numbers, **found}
    assert {k: lines.get(k) for k in step["gives"]} == step["gives"]


def params(player: Player, step: Step) -> None:
    player.run({"as": "system", **step}, "registers.set_parameters", register_code=step["params"], values=step["values"])


def duty(player: Player, step: Step) -> None:
    """The occurrences of a duty of the library, planned up to now: period → state as it is shown."""
    from yingshu.registers.tests import duty_steps

    assert duty_steps.states(player, step["duty"], step.get("since")) == step["gives"]


def undone(player: Player, step: Step) -> None:
    """For whom a duty of the library is not done, by name; of one person when named."""
    from yingshu.registers.tests import duty_steps

    assert duty_steps.undone(player, step["undone"], step.get("since"), step.get("of")) == step["gives"]


def versus(player: Player, step: Step) -> None:
    """What a record that was written anew says otherwise than the one before."""
    found = changes(player.entry(step["versus"]), player.actor(step["as"]))
    assert found is not None
    assert {"number": found["number"], "rows": [list(row) for row in found["rows"]]} == step["gives"]


def gap_told(player: Player, step: Step) -> None:
    """What the worker tells a person to be missing in a period."""
    ACTIONS["registers.remind"].run(actor=system())
    told = Message.objects.filter(person_id=player.company.person(step["gap_told"]).pk, dedupe__startswith="gap:")
    assert [m.args["value"] for m in told.order_by("id")] == step["gives"]


def reads(player: Player, step: Step) -> None:
    """Fields of a record of another room, as its screen gives them to machines."""
    found = record(SCREENS[step["reads"]], player.actor(step.get("as", "general_manager")), player.ids[step["of"]][1])
    assert {k: found.get(k) for k in step["gives"]} == step["gives"]


def reminded(player: Player, step: Step) -> None:
    """How often the worker has reminded a person of a duty that is overdue."""
    run_duties(system())
    title = next(item.title for item in duties() if item.code == step["of"])
    told = Message.objects.filter(person_id=player.company.person(step["reminded"]).pk, urgent=True, args__title=title)
    assert told.count() == step["gives"]


def hears(player: Player, step: Step) -> None:
    """What a person was told, in words."""
    told = Message.objects.filter(person_id=player.company.person(step["hears"]).pk).order_by("id")
    assert [m.args.get("says") or m.args.get("headline") for m in told] == step["gives"]


def pick(player: Player, step: Step) -> None:
    """A record that nobody entered by hand, by its words."""
    entry = Entry._plain.get(register__code=step["pick"], headline=step["headline"])
    player.compare(step, Done(f"{SCREEN}{step['pick']}", entry.pk), step["id"])


def worker(player: Player, step: Step) -> None:
    """What the worker does with registers a few times a day."""
    run_checks()


def day(player: Player, step: Step) -> None:
    player.day(step["day"])


def holds(player: Player, step: Step) -> None:
    """Rights of a person: right → whether they have it."""
    actor = player.actor(step["rights"])
    assert {right: actor.may(right) for right in step["gives"]} == step["gives"]


VERBS: dict[str, Callable[[Player, Step], None]] = {
    "add": add, "move": move, "change": change, "revise": revise, "act": act, "due": due, "waits": waits, "sees": sees, "gaps": gaps,
    "made": made, "sums": sums, "related": totals, "params": params, "duty": duty, "day": day, "hears": hears, "reads": reads,
    "rights": holds, "imports": imports, "lists": lists, "converts": converts, "finds": finds, "about": mentioned, "reminded": reminded,
    "undone": undone, "versus": versus, "gap_told": gap_told, "pick": pick, "worker": worker}
