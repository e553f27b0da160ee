"""Attachments and the print log."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from yingshu.documents import access, keeping, services, store
from yingshu.documents.errors import FileRefused, FileTooLarge, PictureTooLarge
from yingshu.documents.models import Attachment, PrintLog
from yingshu.documents.sniffing import LARGEST, media_type
from yingshu.kernel.errors import NotFound

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def png(width=2, height=2):
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def office(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for part in parts:
            zipped.writestr(part, "x")
    return out.getvalue()


@pytest.fixture
def kind(company, monkeypatch, settings, tmp_path):
    """Records of kind ``thing``: number 1 is the finance person's, the others are nobody's."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(access, "_checks", {"thing": lambda pk, actor: pk == 1 and actor.id == company.person("finance").pk})
    return "thing"


def attach(company, kind, name="合同.pdf", content=PDF, pk=1, who="finance"):
    return services.attach(actor=company.actor(who), subject_kind=kind, subject_id=pk, name=name, content=content)


@pytest.mark.parametrize(("name", "content", "found"), [
    ("a.png", png(), "image/png"), ("合同.pdf", PDF, "application/pdf"), ("a.txt", "备注".encode(), "text/plain"),
    ("a.csv", "客户,金额".encode("gb18030"), "text/csv"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/vnd.ms-excel"),
    ("a.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])
def test_the_type_is_told_by_the_content(name, content, found):
    assert media_type(name, content) == found


@pytest.mark.parametrize(("name", "content"), [
    ("a.exe", b"MZ" + bytes(200)), ("a.pdf", b"MZ" + bytes(200)), ("a.png", PDF), ("a.pdf", png()), ("a.html", b"<script>"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.sh", b"#!/bin/sh"), ("a.txt", b"\x7fELF" + bytes(100)),
    ("a.xlsm", office("xl/workbook.xml")), ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")), ("a.docx", office("x")),
    ("a.docx", b"PK\x03\x04" + bytes(50)), ("a.png", png()[:40]), ("a", b""), ("a.zip", office("x")), ("a.txt", b"a\x00b"),
])
def test_programs_pages_and_lies_are_refused(name, content):
    with pytest.raises(FileRefused):
        media_type(name, content)


def test_too_large(tmp_path):
    with pytest.raises(FileTooLarge):
        media_type("a.txt", b"x" * (LARGEST + 1))
    with pytest.raises(PictureTooLarge):
        media_type("a.png", png(7000, 6000))


def test_a_file_is_kept_once_and_given_back_as_a_download(company, kind):
    first, second = attach(company, kind), attach(company, kind, "again.pdf")
    assert first.data["digest"] == second.data["digest"]
    assert [p.read_bytes() for p in store.path_of(first.data["digest"]).parent.iterdir()] == [PDF]
    client = Client()
    client.force_login(company.person("finance"), "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/files/{first.data['attachment_id']}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment") and "nosniff" in answer.headers["X-Content-Type-Options"]


def test_only_who_sees_the_record_sees_its_files(company, kind):
    done = attach(company, kind)
    for wrong in ({"who": "director"}, {"pk": 2}, {"kind": "other"}):
        with pytest.raises(NotFound):
            attach(company, **{"kind": kind, **wrong})
    client = Client()
    client.force_login(company.person("director"), "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/files/{done.data['attachment_id']}/").status_code == 404
    assert Client().get(f"/files/{done.data['attachment_id']}/").status_code == 302


def test_upload_by_the_form(company, kind):
    client = Client()
    client.force_login(company.person("finance"), "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(f"/files/{kind}/1/", {"file": SimpleUploadedFile("合同.pdf", PDF), "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type, kept.size) == ("合同.pdf", "application/pdf", len(PDF))


def test_own_files_can_be_removed_and_their_content_goes_with_the_last(company, kind, django_capture_on_commit_callbacks):
    one, other = attach(company, kind), attach(company, kind, "again.pdf")
    content = store.path_of(one.data["digest"])
    for done, left in ((one, [PDF]), (other, [])):
        with django_capture_on_commit_callbacks(execute=True):
            services.remove_attachment(actor=company.actor("finance"), attachment_id=done.data["attachment_id"])
        assert [path.read_bytes() for path in content.parent.iterdir()] == left
    assert not Attachment.objects.exists()


def test_the_same_content_dropped_and_kept_at_once_is_neither_lost_nor_left(company, kind, django_capture_on_commit_callbacks):
    done = attach(company, kind)
    content = store.path_of(done.data["digest"])
    with django_capture_on_commit_callbacks(execute=True) as at_the_end:
        attach(company, kind, "again.pdf")
        content.unlink()  # by another process, that did not see what was not committed yet
    assert content.read_bytes() == PDF and len(at_the_end) == 1
    with django_capture_on_commit_callbacks(execute=True):
        keeping.drop(Attachment.objects.filter(name="合同.pdf"))
        keeping.drop(Attachment.objects.filter(name="again.pdf"))  # each of two processes sees the other's record
        assert content.exists()
    assert list(content.parent.iterdir()) == []


def test_prints_are_counted_per_document_and_template(company, kind):
    def printed(template="sales_slip"):
        return services.record_print(actor=company.actor("finance"), subject_kind=kind, subject_id=1, template=template, paper="a4").data

    assert [printed(), printed(), printed("delivery_note")] == [{"copy": 1}, {"copy": 2}, {"copy": 1}]
    assert PrintLog.objects.count() == 3
    with pytest.raises(NotFound):
        services.record_print(actor=company.actor("director"), subject_kind=kind, subject_id=1, template="sales_slip", paper="a4")
