"""What officers do while things break: each deed is begun with fresh material, sent as a browser sends it, and looked up afterwards."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

from cases.models import Case, Disposition, Evidence, PriorRecord
from cases.status import CaseStatus, DecisionState
from catalog.models import ItemVersion
from pledges.models import Paper
from tests.catalog.import_situations import FILLS

from .person import Answer
from .stage import Stage, catalog_sheet, past_sheet, photograph


@dataclass(frozen=True)
class Deed:
    """``prepare`` makes what it is done to; ``send(stage, subject, order)`` does it and gives the last answer; ``done`` asks the database.

    ``send`` may be called again for the same subject: it goes on as a person would who sees where things stand.
    """

    name: str
    prepare: Callable[[Stage], dict]
    send: Callable[[Stage, dict, str], Answer]
    done: Callable[[dict], bool]


def _letter(stage: Stage, subject: dict, order: str = "") -> Answer:
    page = f"/cases/{subject['case']}/promise/"
    day = stage.today + timedelta(days=7)
    who = subject.get("person") or stage.person()
    return who.fill(page, "/promise/issue/", chaos=order, mode="by_date", due_on=day.isoformat(), with_papers="on")


LETTER = Deed(
    "签发承诺书及文书",
    lambda stage: {"case": stage.ready().pk},
    _letter,
    lambda subject: (
        Case.objects.get(pk=subject["case"]).status == CaseStatus.PLEDGED
        and Paper.objects.filter(case=subject["case"], kind="correction_order").exists()
    ),
)


def _evidence(stage: Stage, subject: dict, order: str = "") -> Answer:
    page = f"/cases/{subject['case']}/evidence/"
    data, sha256 = subject["file"]
    files = {"files": ("现场.jpg", data, "image/jpeg")}
    answer = stage.person().fill(page, chaos=order, files=files)
    if answer.taken:
        stage.invariants.acknowledged.add(sha256)
    return answer


def _new_file(stage: Stage) -> dict:
    if "case" not in stage.__dict__:
        stage.__dict__["case"] = stage.ready().pk
    return {"case": stage.__dict__["case"], "file": photograph(100), "key": str(uuid.uuid4())}


def _is_kept(subject: dict) -> bool:
    return Evidence.objects.filter(case=subject["case"], sha256=subject["file"][1]).count() == 1


EVIDENCE = Deed("上传证据（整份）", _new_file, _evidence, _is_kept)


def _pieces(stage: Stage, subject: dict, order: str = "") -> Answer:
    """As upload.js: begin, or find again by the key; then piece after piece from where the server says."""
    person, (data, sha256) = stage.person(), subject["file"]
    page = person.get(f"/cases/{subject['case']}/evidence/")
    if page.status != 200:
        return page
    token = page.form("/evidence/").values["csrfmiddlewaretoken"][0]
    begin = {"client_key": subject["key"], "name": "现场.jpg", "size": len(data), "kind": "photo", "sha256": sha256}
    begin["csrfmiddlewaretoken"] = token
    answer = person.send(f"/cases/{subject['case']}/uploads/", begin, chaos=order)
    while answer.status in {200, 201} and '"done"' not in answer.text:
        state = json.loads(answer.text)
        piece = data[state["offset"] : state["offset"] + 40_000]
        answer = person.patch(state["url"], piece, state["offset"], token, chaos=order)
    if answer.taken:
        stage.invariants.acknowledged.add(sha256)
    return answer


PIECES = Deed("上传证据（分段）", _new_file, _pieces, _is_kept)


def _decision(stage: Stage, subject: dict, order: str = "") -> Answer:
    row = Disposition.objects.get(pk=subject["row"])
    if row.state != DecisionState.APPROVED:
        page = f"/approvals/disposition/{row.pk}/"
        answer = stage.person("leader").fill(page, chaos=order, decision="approve", note="同意")
        if not answer.taken:
            return answer
    page = f"/cases/{subject['case']}/papers/no_penalty_decision/?target={row.pk}"
    words = {"defence": "当事人没有提出陈述申辩意见。", "evidence": "现场检查记录、复查记录", "issue": "1"}
    return stage.person().fill(page, "/no_penalty_decision/", chaos=order, **words)


def _filed(stage: Stage) -> dict:
    case, row = stage.proposed()
    return {"case": case.pk, "row": row.pk}


DECISION = Deed(
    "审批并编决定书文号",
    _filed,
    _decision,
    lambda subject: (
        Disposition.objects.filter(pk=subject["row"], state=DecisionState.APPROVED).exclude(decision_number="").exists()
    ),
)


def _import(stage: Stage, subject: dict, order: str, start: str, confirm: str, **columns) -> Answer:
    """Upload, columns, trial, take over; what is there already is gone on with."""
    who = stage.person("legal")
    if "columns" not in subject:
        answer = who.fill(start, chaos=order, files={"file": ("清单.xlsx", subject["file"])})
        if not answer.taken:
            return answer
        subject["columns"] = answer.location
    page = who.get(subject["columns"])
    if page.status == 200:
        form = page.form("/columns/")
        answer = who.send(subject["columns"], form.filled(**columns), chaos=order)
        if not answer.taken:
            return answer
        page = answer
    if not page.location:
        return page
    shown = who.get(page.location)
    if shown.status != 200 or f"/{confirm}/" not in shown.text:
        return shown
    form = shown.form(f"/{confirm}/")
    return who.send(urljoin(shown.url, form.action), form.filled(), chaos=order)


def _catalog(stage: Stage, subject: dict, order: str = "") -> Answer:
    where = "/admin/catalog/itemversion/import/"
    return _import(stage, subject, order, where, "confirm", **{**FILLS, "prefix": "ZJ"})


def _catalog_material(stage: Stage) -> dict:
    data, words = catalog_sheet()
    return {"file": data, "words": words}


CATALOG = Deed(
    "导入清单",
    _catalog_material,
    _catalog,
    lambda subject: ItemVersion.objects.filter(violation__in=subject["words"]).count() == len(subject["words"]),
)


def _past(stage: Stage, subject: dict, order: str = "") -> Answer:
    return _import(stage, subject, order, "/oversight/ledger/past/", "take")


def _past_material(stage: Stage) -> dict:
    data, numbers = past_sheet()
    return {"file": data, "numbers": numbers}


PAST = Deed(
    "导入历史台账",
    _past_material,
    _past,
    lambda subject: (
        PriorRecord.objects.filter(document_number__in=subject["numbers"]).count() == len(subject["numbers"])
    ),
)

ALL = (LETTER, EVIDENCE, PIECES, DECISION, CATALOG, PAST)
