"""``yingshu rulebook verify``: an evidence pack checked by whoever got it, and by the installation that made it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date

import pytest

from yingshu.audit import trail
from yingshu.insight.services import ask_for_evidence
from yingshu.kernel import jobs
from yingshu.kernel.screen_models import Job
from yingshu.portal.command import main

pytestmark = pytest.mark.django_db


def changed_copy(path, name, change):
    """The pack with one file changed, its hash made to fit."""
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        files = {each: old.read(each) for each in old.namelist()}
        files[name] = change(files[name])
        manifest = json.loads(files["manifest.json"])
        manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
        for each, content in files.items():
            new.writestr(each, content)
    return out


def test_a_pack_that_was_changed_gives_itself_away(trade, tmp_path, settings, capsys):
    """Even who mends the hashes cannot change an entry, and seals made anew are not those of the installation."""
    settings.MEDIA_ROOT = tmp_path
    trade.shipped(trade.customer(limit=100000, investigated=True), trade.product("尿素"), method="credit")
    trail.seal()
    done = ask_for_evidence(actor=trade.actor("director"), first_day=date(2026, 6, 1), last_day=date(2026, 6, 30))
    jobs.run(done.data["job_id"])
    whole = tmp_path / Job.objects.get(pk=done.data["job_id"]).file

    def found(path):
        capsys.readouterr()
        code = main(["rulebook", "verify", str(path), "--format", "json"])
        return code, {one["what"]: bool(one["wrong"]) for one in json.loads(capsys.readouterr().out)}

    fine = {"files": False, "entries": False, "seals": False, "trail": False, "here": False}
    assert found(whole) == (0, fine)
    other = changed_copy(whole, "audit/entries.jsonl", lambda text: text.replace("尿素".encode(), "磷肥".encode(), 1)
                         if "尿素".encode() in text else text.replace(b"DD2026", b"DD2025", 1))
    assert found(other) == (1, {**fine, "entries": True})
    reseal = changed_copy(whole, "audit/proof.json", lambda text: text.replace(json.loads(text)["head"]["digest"].encode(), b"0" * 64))
    assert found(reseal)[1]["here"]
    with zipfile.ZipFile(whole, "a") as pack:
        pack.writestr("more.txt", "added later")
    assert found(whole) == (1, {**fine, "files": True})
    assert main(["rulebook", "verify", str(tmp_path / "no.zip")]) == 2
