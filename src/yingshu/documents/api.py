"""REST endpoints of files."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("files", services.attach, example={"subject_kind": "customer", "subject_id": 1, "name": "note.txt", "content": "bm90ZQ=="})
endpoint("files/{attachment_id}/remove", services.remove_attachment)
endpoint("prints", services.record_print, example={"subject_kind": "customer", "subject_id": 1, "template": "sales_slip", "paper": "a4"},
         tag="files")
