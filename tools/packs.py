"""Writes the ready-made rulebooks, ``src/yingshu/rulebook/packs/*.yaml``, from the clause catalogue beside the checkout.

    python tools/packs.py [CATALOGUE]      default: ../shared/clauses

The product never reads the catalogue: what this writes is kept in the repository and read by people in commits. What a pack says of its
own (``controls``, ``items``) is written by hand and stays.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yingshu" / "rulebook" / "packs"
KNOWN: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
SATISFACTION = {"satisfaction_monitoring", "half_year_index", "yearly_survey", "group_survey"}
SWITCHES = {"PRF-07": "fines", "SAT-29": "fines", "SVC-09": "fines", "SVC-10": "fines", "TRN-15": "fines", "CHN-08": "wages",
            "TRN-13": "hours"}
WHOLE = {"SAT-01"}  # another reading divides the whole work anew, so nothing of the default one holds beside it


def cites(source: dict[str, str], document: str) -> bool:
    return source["seed"] == document or source["part"].split(" ")[0] == document


def part_of(clause: dict[str, Any], document: str) -> str:
    return "；".join(s["part"].removeprefix(document).strip() or s["part"] for s in clause["sources"] if cites(s, document))


def variant_of(clause: dict[str, Any], document: str) -> dict[str, Any] | None:
    """The reading of a clause that a document has of its own; None leaves the catalogue's, and does not contradict another pack's."""
    named = {v["name"]: v for v in clause.get("variants", ())}
    own = [v for v in named.values() if any(cites(s, document) for s in v["sources"])]
    default = named.get(clause.get("default_variant", {}).get("name", ""))
    return default if default in own else next(iter(own), None)


def article(clause: dict[str, Any], document: str) -> dict[str, Any]:
    variant = variant_of(clause, document)
    default = clause.get("default_variant", {}).get("name")
    anew = clause["id"] in WHOLE and variant is not None and variant["name"] != default
    stated = {} if anew else {
        name: variant["name"] if variant and value == default else value for name, value in clause["parameters"].items()}
    parameters = {**stated, **(variant["values"] if variant else {})}
    kept = {"clause": clause["id"], "title": clause["title"], "text": clause["requirement"], "part": part_of(clause, document),
            "variant": variant["name"] if variant else None, "parameters": parameters or None,
            "assumed": [name for name in clause.get("assumed", ()) if name in parameters] or None, "switch": SWITCHES.get(clause["id"])}
    return {name: value for name, value in kept.items() if value is not None}


def cited(clause: dict[str, Any], document: str) -> bool:
    sources = [*clause["sources"], *(s for v in clause.get("variants", ()) for s in v["sources"])]
    return any(cites(s, document) for s in sources)


def chapters(catalogue: Path, document: str) -> Iterator[dict[str, Any]]:
    for name, title in KNOWN["chapters"].items():
        clauses = yaml.safe_load((catalogue / f"{name}.yaml").read_text("utf-8"))
        articles = [article(clause, document) for clause in clauses if cited(clause, document)]
        if articles:
            yield {"title": title, "articles": articles}


def main(catalogue: Path) -> None:
    TARGET.mkdir(exist_ok=True)
    for code, one in KNOWN["packs"].items():
        pack = {"code": code, "title": one["title"], "kind": one["kind"], "source": one["source"],
                **({"only_one": "satisfaction"} if code in SATISFACTION else {}), "chapters": list(chapters(catalogue, one["source"]))}
        path = TARGET / f"{code}.yaml"
        before = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
        pack |= {name: before[name] for name in ("controls", "items") if name in before}
        path.write_text(yaml.safe_dump(pack, allow_unicode=True, sort_keys=False, width=140), "utf-8")
        print(f"{code:26} {sum(len(c['articles']) for c in pack['chapters']):4}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "clauses")
