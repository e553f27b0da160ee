"""E-mail files as customers' programs write them: charsets, nests, files; and the case that comes of one (SVC-02)."""

from __future__ import annotations

import io
from base64 import b64encode
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.support.browsing import browser, page, words

from yingshu.documents import store
from yingshu.documents.models import Attachment
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.notifications.models import Outgoing
from yingshu.service import services as s
from yingshu.service.mails import LARGEST, MailTooLarge, NotAMail, OutlookMessage, read_mail
from yingshu.service.models import Case
from yingshu.service.personal_data import make_anonymous

from .support import fresh


def png(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(target, "PNG")
    return target.getvalue()


def mail(subject: str = "到货两袋结块", text: str = "请尽快处理。", **files: bytes) -> bytes:
    """A well-made message."""
    message = EmailMessage()
    message["From"], message["Subject"] = "张三 <zs@example.com>", subject
    message["Date"] = "Mon, 01 Jun 2026 08:12:00 +0800"
    message.set_content(text)
    for name, content in files.items():
        stem, _dot, ending = name.rpartition("_")
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{stem}.{ending}")
    return message.as_bytes()


def raw(head: bytes, body: bytes = b"", charset: str = "gbk") -> bytes:
    return head + f"\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + body


def word(text: str, charset: str, named: str = "") -> bytes:
    return b"=?" + (named or charset).encode() + b"?B?" + b64encode(text.encode(charset)) + b"?="


def nested(*parts: bytes, kind: str = "mixed", mark: str = "b0") -> bytes:
    inside = b"".join(b"--" + mark.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={mark}\r\n\r\n".encode() + inside + b"--" + mark.encode() + b"--\r\n"


# ---- reading -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("subject", [
    word("投诉：镕基结块", "gbk", "gb2312"), word("投诉：镕基结块", "gb18030"), word("投诉：镕基结块", "utf-8"),
    "投诉：镕基结块".encode("gbk"), "投诉：镕基结块".encode(), word("投诉：镕基结块", "gbk", "x-unknown"),
    word("投诉：镕基", "gbk") + b"\r\n " + word("结块", "utf-8")])
def test_subjects_in_whatever_charset(subject: bytes) -> None:
    head = b"From: " + word("张三", "gbk", "gb2312") + b" <zs@qq.com>\r\nSubject: " + subject
    found = read_mail("a.eml", raw(head, "两袋".encode("gbk")))
    assert (found.subject, found.name, found.email, found.text) == ("投诉：镕基结块", "张三", "zs@qq.com", "两袋")


@pytest.mark.parametrize(("charset", "named"), [
    ("gbk", "gbk"), ("gbk", "gb2312"), ("gb18030", "gb18030"), ("utf-8", "utf-8"), ("gbk", "utf-8"), ("utf-8", "us-ascii"),
    ("gbk", "nonsense"), ("big5", "big5")])
def test_words_in_whatever_charset(charset: str, named: str) -> None:
    assert read_mail("a.eml", raw(b"Subject: x", "收到兩袋\r\n\r\n\r\n\r\n結塊".encode(charset), named)).text == "收到兩袋\n\n結塊"


def test_a_page_becomes_words_and_plain_words_come_first() -> None:
    page_ = b"Content-Type: text/html; charset=utf-8\r\n\r\n" + (
        "<html><head><title>t</title><style>p {}</style></head><body><p>到货 <b>两袋</b>&nbsp;结块</p><script>alert(1)</script>"
        "<table><tr><td>批号</td><td>B2601</td></tr></table></body>").encode()
    assert read_mail("a.eml", b"Subject: x\r\n" + nested(page_)).text == "到货 两袋 结块\n\n批号 B2601"
    both = nested(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "纯文本".encode(), page_, kind="alternative", mark="b1")
    assert read_mail("a.eml", b"Subject: x\r\n" + nested(both)).text == "纯文本"
    blank = nested(b"Content-Type: text/plain\r\n\r\n  \r\n", page_, kind="alternative", mark="b1")
    assert read_mail("a.eml", b"Subject: x\r\n" + nested(blank)).text.startswith("到货 两袋")


def test_deep_nests_forwarded_messages_and_file_names_are_found() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + mail("转发", "里面的话", photo_png=png())
    coded = b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    gbk = b'Content-Type: image/png; name="' + "现场照片.png".encode("gbk") + b'"' + coded + b64encode(png())
    long_name = (b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=UTF-8''%E5%90%88; "
                 b"filename*1*=%E5%90%8C.pdf\r\n\r\n%PDF")
    cid = b"Content-Type: image/png\r\nContent-ID: <a>" + coded + b64encode(png("blue"))
    walks = b'Content-Type: image/png; name="..\\..\\etc\\x.png"\r\n\r\nabc'
    deep = nested(inner, gbk, long_name, cid, walks)
    for n in range(1, 30):
        deep = nested(deep, mark=f"m{n}")
    found = read_mail("a.eml", b"Subject: x\r\n" + deep)
    assert found.text == "里面的话"
    assert [name for name, _content in found.files] == ["photo.png", "现场照片.png", "合同.pdf", "5.png", "x.png"]
    assert found.files[1][1] == png() and found.files[3][1] == png("blue")


def test_a_mail_may_be_without_subject_date_words_or_sender() -> None:
    found = read_mail("a.eml", b"Received: x\r\n\r\n")
    assert (found.subject, found.text, found.name, found.email, found.sent, found.files) == ("", "", "", "", None, ())
    strange = read_mail("a.eml", b"From: <<>>\r\nDate: never\r\nSubject: =?gbk?B?a?=\r\nContent-Type: ;;\r\n\r\n\xff\xfe")
    assert (strange.email, strange.sent) == ("", None)
    cut = read_mail("a.eml", mail(photo_png=png())[:-100])
    assert (cut.subject, [name for name, _content in cut.files]) == ("到货两袋结块", ["photo.png"])


@pytest.mark.parametrize(("content", "why"), [
    (b"", NotAMail), (b"PK\x03\x04" + b"\x00" * 40, NotAMail), (b"just some words", NotAMail), (b"<html><body>x</body></html>", NotAMail),
    (png(), NotAMail), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OutlookMessage), (b"Subject: x\r\n\r\n" + b"x" * LARGEST, MailTooLarge)])
def test_what_is_no_mail_is_refused_and_told_why(content: bytes, why: type[BusinessError]) -> None:
    with pytest.raises(why):
        read_mail("a.eml", content)


def test_what_is_nested_without_end_is_refused() -> None:
    deep = b"Content-Type: text/plain\r\n\r\nx"
    for n in range(700):
        deep = nested(deep, mark=f"m{n}")
    with pytest.raises(NotAMail):
        read_mail("a.eml", b"Subject: x\r\n" + deep)
    many = nested(*[b"Content-Type: text/plain\r\n\r\nx"] * 600)
    with pytest.raises(NotAMail):
        read_mail("a.eml", b"Subject: x\r\n" + many)


# ---- recording ---------------------------------------------------------------------------------------------------------

def recorded(june: Any, message: bytes, **more: Any) -> tuple[Case, dict[str, Any]]:
    """Read, then recorded with what the form proposes."""
    actor = june.actor("service_manager")
    told = s.read_mail(actor=actor, name="来件.eml", content=message).data
    given = {"kind": Case.Kind.COMPLAINT, "channel": Case.Channel.PHONE, "mail": told["mail"], **{
        name: told[name] for name in ("contact", "email", "content", "customer_id")}, **more}
    return Case._plain.get(pk=s.register_case(actor=actor, **given).id), told


@pytest.mark.clause("SVC-02")
def test_a_mail_becomes_a_case_with_its_files_and_the_sender_is_told_the_number(june: Any, django_capture_on_commit_callbacks: Any) -> None:
    customer = june.customer()
    customer.contacts.create(name="张三", email="ZS@example.com")
    content = mail(photo_png=png(), offer_pdf=b"%PDF-1.4 x", run_exe=b"MZ" + b"0" * 99, winmail_dat=b"\x78\x9f\x3e\x22")
    with django_capture_on_commit_callbacks(execute=True):
        case, told = recorded(june, content)
    assert (case.channel, case.contact, case.email, case.content, case.customer, case.number[:10]) == (
        "email", "张三", "zs@example.com", "到货两袋结块\n\n请尽快处理。", customer, "TS20260601")
    files = Attachment.objects.filter(subject_kind="case", subject_id=case.pk).order_by("id")
    assert [(f.name, f.media_type) for f in files] == [("photo.png", "image/png"), ("offer.pdf", "application/pdf")]
    note = case.steps.get().text
    assert note.startswith("2026-06-01 08:12 的邮件：到货两袋结块") and "run.exe" in note and "winmail.dat：由 Outlook 打包" in note
    assert case.number in Outgoing.objects.get(recipient="zs@example.com").subject
    with pytest.raises(InvalidInput):  # the file was used
        s.register_case(actor=june.actor("service_manager"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.EMAIL, content="再来一次",
                        mail=told["mail"])
    paths = [store.path_of(f.digest) for f in files]
    with django_capture_on_commit_callbacks(execute=True):
        make_anonymous([case])  # what came with the mail goes with the person
    assert not files.all().exists() and not any(path.exists() for path in paths) and fresh(case).email == ""


def test_of_fifty_files_twenty_are_kept_and_long_words_become_a_file(june: Any) -> None:
    case, told = recorded(june, mail(text="长" * 3000, **{f"p{n}_png": png() for n in range(50)}), content="照片五十张")
    names = list(Attachment.objects.filter(subject_id=case.pk).order_by("id").values_list("name", flat=True))
    assert (len(told["files"]), len(names), names[-1], len(told["content"])) == (50, 21, "邮件正文.txt", 2000)
    assert "p20.png：超过 20 个附件。" in case.steps.get().text


def test_another_persons_message_is_not_found(june: Any) -> None:
    told = s.read_mail(actor=june.actor("service_manager"), name="a.eml", content=mail()).data
    with pytest.raises(InvalidInput):
        s.register_case(actor=june.actor("director"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.EMAIL, content="别人的邮件",
                        mail=told["mail"])


def test_the_file_is_chosen_the_form_is_filled_in_and_the_case_recorded(june: Any) -> None:
    client = browser(june, "service_manager")
    assert 'href="/service/mail/"' in page(client, "/cases/") and "/service/mail/" in page(client, "/act/service.register_case/")
    for bad, says in ((b"%PDF-1.4", "不是邮件文件"), (b"\xd0\xcf\x11\xe0", "Outlook 专用格式")):
        answer = client.post("/service/mail/", {"file": SimpleUploadedFile("x.eml", bad)})
        assert answer.status_code == 400 and says in words(answer.content.decode())
    assert client.post("/service/mail/").status_code == 400
    to = client.post("/service/mail/", {"file": SimpleUploadedFile("来件.eml", mail(photo_png=png(), run_exe=b"MZ" + b"0" * 99))})
    form = page(client, to.headers["Location"])
    assert all(part in words(form) for part in ("来自 张三 zs@example.com 的邮件", "photo.png", "run.exe", "请尽快处理。"))
    query = parse_qs(urlsplit(to.headers["Location"]).query)
    answer = client.post(to.headers["Location"], {"kind": "complaint", "content": "到货两袋结块", "email": "zs@example.com"})
    case = Case._plain.get()
    assert (answer.status_code, query["channel"], case.channel, Attachment.objects.get().subject_id) == (302, ["email"], "email", case.pk)
    again = words(page(client, to.headers["Location"].replace("mail=", "mail=x")))
    assert "重新选择文件" in again
