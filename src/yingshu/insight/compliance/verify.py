"""Check an evidence pack without the program that made it: ``python verify.py PACK.zip``. Needs nothing but Python.

Every file must have the hash of ``manifest.json``, none may be missing or added. Every trail entry of ``audit/entries.jsonl`` must give its
seal together with the seal before it: seal = sha256(seal before + the entry's text). The seals must be those of ``audit/seals.csv`` and
follow each other. Whoever kept an older seal, on paper or in another pack, sees by it that the trail was not written anew.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

MANIFEST, ENTRIES, SEALS, PROOF = "manifest.json", "audit/entries.jsonl", "audit/seals.csv", "audit/proof.json"
MOST_TOLD = 5


class Finding(NamedTuple):
    """What was looked at, how many of it, and which of it are wrong."""

    what: str
    looked_at: int
    wrong: list[str]


def verify(pack: zipfile.ZipFile) -> list[Finding]:
    """Everything that can be recomputed from the pack alone."""
    return [_files(pack), *_trail(pack), _proof(pack)]


def _files(pack: zipfile.ZipFile) -> Finding:
    kept, there = json.loads(pack.read(MANIFEST))["files"], set(pack.namelist()) - {MANIFEST}
    changed = {name for name in there & set(kept) if hashlib.sha256(pack.read(name)).hexdigest() != kept[name]}
    return Finding("files", len(kept), sorted(changed | (there ^ set(kept))))


def seals_of(pack: zipfile.ZipFile) -> dict[int, str]:
    """The seals of the period by their place in the chain, with the one at its head."""
    head = json.loads(pack.read(PROOF))["head"]
    rows = csv.DictReader(io.StringIO(pack.read(SEALS).decode()))
    return {int(row["position"]): row["digest"] for row in rows if row["position"]} | ({head["position"]: head["digest"]} if head else {})


def _trail(pack: zipfile.ZipFile) -> Iterator[Finding]:
    seals = seals_of(pack)
    entries = [json.loads(line) for line in pack.read(ENTRIES).decode().split("\n") if line]
    yield Finding("entries", len(entries), [f"{one['position']}" for one in entries if not _is_sealed(one, seals)])
    yield Finding("seals", len(seals), [f"{place}" for place, digest in seals.items() if len(digest) != 64])


def _is_sealed(one: dict[str, str], seals: dict[int, str]) -> bool:
    place = int(one["position"])
    digest = hashlib.sha256((one["previous"] + one["entry"]).encode()).hexdigest()
    return seals.get(place) == digest and seals.get(place - 1, one["previous"]) == one["previous"]


def _proof(pack: zipfile.ZipFile) -> Finding:
    proof = json.loads(pack.read(PROOF))
    return Finding("trail", proof["intact"], [] if proof["broken_entry"] is None else [f"{proof['broken_entry']}"])


def main(path: str) -> int:
    """Print what was found; 0 when all is in order, 1 when something was changed."""
    with zipfile.ZipFile(path) as pack:
        found = verify(pack)
    for one in found:
        told = " ".join(one.wrong[:MOST_TOLD])
        sys.stdout.write(f"{'WRONG' if one.wrong else 'OK   '} {one.what}: {one.looked_at} {told}".rstrip() + "\n")
    return 1 if any(one.wrong for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
