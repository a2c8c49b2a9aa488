"""Pages the file of a case needs beside its papers: records of the database as facts and tables, ready to print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cases.models import Assessment, Case, Evidence, Review, Violation
from pledges.models import Recheck, Submission
from xinglongtai.core import audit
from xinglongtai.core.display import cn_date, cn_datetime, mask_id, mask_phone, person

_OUTCOMES = {"met": "符合", "not_met": "不符合", "unknown": "不明", "pending": "待定"}


@dataclass(frozen=True)
class Table:
    """A table of strings. ``layout``: class of the style sheet that sets the widths."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    layout: str = ""


@dataclass(frozen=True)
class Sheet:
    """One page or more: a title, facts as (label, value), paragraphs and tables. Blank facts are left out."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()

    @property
    def shown(self) -> list[tuple[str, str]]:
        return [(label, value) for label, value in self.facts if value]


def party_facts(case: Case) -> list[tuple[str, str]]:
    """Who the party is. A person's 身份证号 is always masked, so is the phone: the numbers are in the system."""
    party = case.party
    return [
        ("当事人", party.name),
        ("主体类型", party.get_kind_display()),
        ("统一社会信用代码", party.uscc),
        ("旧注册号", party.registration_no),
        ("身份证号", mask_id(party.id_number)),
        ("负责人", party.operator),
        ("联系电话", mask_phone(party.phone)),
        ("住所", party.address),
    ]


def source(case: Case, violations: Sequence[Violation]) -> Sheet:
    """案源材料: how the case began, as it was registered."""
    rows = [
        (str(n), row.description, violation_law(row), cn_date(row.act_on), row.fact_detail)
        for n, row in enumerate(violations, 1)
    ]
    return Sheet(
        "案源登记及核查情况",
        [
            ("案件号", str(case.pk)),
            ("案件来源", case.get_source_display()),
            ("线索编号", case.source_ref),
            ("实名举报", "是" if case.named_report else ""),
            ("发现线索日期", cn_date(case.discovered_on)),
            ("检查日期", cn_date(case.inspected_on)),
            ("检查地点", case.place),
            ("核查期限", cn_date(case.clock_due_on)),
            ("承办单位", str(case.unit)),
            ("承办人", officers_of(case)),
            ("回避情况", case.recusal),
            ("补录原因", case.late_entry_reason),
            *party_facts(case),
        ],
        tables=[Table(("序号", "违法行为", "违反条款", "发生日期", "现场情况"), rows, "violations")],
    )


def officers_of(case: Case) -> str:
    """The two handling officers with their certificates."""
    people = [row for row in (case.handler, case.co_handler) if row]
    return "、".join(f"{row.name}（{row.certificate_no}）" if row.certificate_no else row.name for row in people)


def violation_law(row: Violation) -> str:
    """The provision broken, as the list or the officer names it."""
    if row.item_version:
        return f"《{row.item_version.violated_law}》{row.item_version.violated_article}"
    return row.off_list_law


def assessment(row: Assessment) -> Sheet:
    """适用核查表, as it was fixed."""
    lines = [
        (
            line.get("label", ""),
            line.get("status_label") or _OUTCOMES.get(line.get("outcome"), ""),
            "系统" if line.get("judged_by") == "system" else "执法人员",
            "；".join(filter(None, (line.get("evidence"), line.get("note")))),
            line.get("basis", ""),
        )
        for line in row.sheet.get("lines", [])
    ]
    return Sheet(
        "适用核查表",
        [
            ("违法行为", row.violation.description),
            ("结论", row.get_verdict_display()),
            ("法制审核结论", row.get_decided_verdict_display() if row.decided_verdict else ""),
            ("核查", f"{cn_date(row.made_on)}　{person(row.made_by)}"),
            ("承办人不同意见", row.override_reason),
            ("效力", "" if row.is_current else "已由后作的核查表代替"),
        ],
        tables=[Table(("条件", "结果", "判断", "依据材料及说明", "法律依据"), lines, "lines")],
    )


def history_checks(violation: Violation, checks) -> Sheet:
    """首违核查 of one violation: each source searched."""
    rows = [
        (
            row.get_source_display(),
            row.get_result_display(),
            f"{cn_date(row.window_from)}起",
            row.note,
            f"{person(row.checked_by)} {cn_datetime(row.checked_at)}",
        )
        for row in checks
    ]
    return Sheet(
        "首违核查记录",
        [("违法行为", violation.description)],
        tables=[Table(("来源", "结果", "核查期间", "说明", "核查人及时间"), rows, "checks")],
    )


def review(row: Review) -> Sheet:
    """法制审核 of one sheet."""
    return Sheet(
        "法制审核意见",
        [
            ("违法行为", row.assessment.violation.description),
            ("审核事由", "、".join(row.reason_labels)),
            ("送审", f"{person(row.requested_by)}　{cn_datetime(row.requested_at)}"),
            ("送审说明", row.request_note),
            ("审核意见", row.opinion or row.get_state_display()),
            ("意见内容", row.decision_note),
            ("适用依据", row.approved_basis),
            ("适用范围", row.approved_scope),
            ("审核人", f"{person(row.decided_by)}　{cn_datetime(row.decided_at)}" if row.decided_by else ""),
        ],
    )


def disposition(row) -> Sheet:
    """处理意见 and what became of it."""
    return Sheet(
        "处理意见审批记录",
        [
            ("拟处理结果", row.get_outcome_display()),
            ("法律依据", row.basis),
            ("理由", row.reason),
            ("决定文号", row.decision_number),
            ("与同类案件不同", _unlike(row)),
            ("提出", f"{person(row.proposed_by)}　{cn_date(row.proposed_on)}"),
            ("初审", f"{row.endorser}：{row.endorse_note or '同意'}" if row.endorsed_by else ""),
            *_decided(row),
        ],
    )


def _unlike(row) -> str:
    """What similar cases usually ended in and why this one does not; "" where it does."""
    usual = row.get_usual_outcome_display()
    return f"同类案件多为{usual}。{row.unlike_reason or '没有说明不同处理的理由'}" if usual else ""


def _decided(row) -> list[tuple[str, str]]:
    return [
        ("状态", row.get_state_display()),
        ("审批", f"{row.decider}　{cn_date(row.decided_on)}" if row.decided_by else ""),
        ("审批意见", row.decision_note),
    ]


def asked(title: str, row, until: str = "") -> Sheet:
    """A request for more time and its decision."""
    facts = [
        ("申请", f"{person(row.requested_by)}　{cn_date(row.requested_on)}"),
        ("理由", row.reason),
        ("延至", until),
    ]
    return Sheet(title, [*facts, *_decided(row)])


def urge(row) -> Sheet:
    """督办 and its answer."""
    answered = f"{row.answer}　{person(row.answered_by)} {cn_date(row.answered_on)}" if row.answered_on else "未答复"
    facts = [("督办", f"{person(row.by)}　{cn_date(row.on)}"), ("督办意见", row.note), ("答复", answered)]
    if row.promised_on:
        facts.append(("承诺办结", f"{cn_date(row.promised_on)}前"))
    if row.escalated_on:
        facts.append(("报局负责人", cn_date(row.escalated_on)))
    return Sheet("督办及答复", facts)


def submission(row: Submission, numbers: Callable) -> Sheet:
    """整改情况说明 as received. ``numbers``: evidence rows → their numbers in words."""
    late = "（晚于改正期限）" if row.on > row.pledge.due_on else ""
    return Sheet(
        "整改情况说明",
        [
            ("提交日期", cn_date(row.on) + late),
            ("接收", f"{person(row.received_by)}　{cn_datetime(row.received_at)}"),
            ("证明材料", numbers(row.files.all())),
        ],
        row.statement.splitlines(),
    )


def recheck(row: Recheck, numbers: Callable) -> Sheet:
    """复查 by two officers."""
    return Sheet(
        "复查情况",
        [
            ("复查日期", cn_date(row.on)),
            ("复查人", f"{person(row.officer)}、{person(row.co_officer)}"),
            ("结果", row.get_result_display()),
            ("复查情况", row.note),
            ("照片", numbers(row.photos.all())),
            ("登记时间", cn_datetime(row.recorded_at)),
        ],
    )


def correction(row) -> Sheet:
    """改正核实 without a pledge."""
    people = f"{person(row.officer)}、{person(row.co_officer)}"
    return Sheet(
        "改正核实记录",
        [
            ("核实日期", cn_date(row.on)),
            ("核实人", people),
            ("核实情况", row.note),
            ("登记时间", cn_datetime(row.recorded_at)),
        ],
    )


def service(services, signatures, titles: dict[int, str]) -> Sheet:
    """送达 and signatures as they were recorded, those that no longer count too. ``titles``: of the papers, by document."""
    served = [
        (
            cn_date(row.served_on) or "尚未送达",
            titles.get(row.document_id, ""),
            "，".join(filter(None, (row.get_method_display(), row.recipient, row.get_relation_display(), row.place))),
            "；".join(filter(None, (row.reason, row.witness and f"见证人{row.witness}", row.tracking, row.note))),
            f"不作数：{row.set_aside_reason}" if row.set_aside_reason else person(row.recorded_by),
        )
        for row in services
    ]
    signed = [
        (
            cn_date(row.signed_on),
            titles.get(row.document_id, ""),
            f"{row.get_role_display()}{row.name}，{row.get_way_display()}",
            "，".join(filter(None, (row.device, row.witness and f"见证人{row.witness}"))),
            person(row.recorded_by) if row.recorded_by else "当事人自行签写",
        )
        for row in signatures
    ]
    tables = []
    if served:
        tables.append(Table(("送达日期", "文书", "方式和签收", "说明", "登记人"), served, "service"))
    if signed:
        tables.append(Table(("签署日期", "文书", "签名人", "设备和见证", "登记人"), signed, "service"))
    return Sheet("送达和签署记录", tables=tables)


def education(rows) -> Sheet:
    """教育记录 (行政处罚法 33 III)."""
    lines = [(cn_date(row.on), row.content, person(row.recorded_by)) for row in rows]
    return Sheet("教育记录", tables=[Table(("日期", "内容", "记录人"), lines, "education")])


def measures(rows) -> Sheet:
    """柔性措施 given in the course of the case."""
    lines = [
        (cn_date(row.on), row.get_kind_display(), f"{row.topic}：{row.explained}", person(row.officer)) for row in rows
    ]
    return Sheet("柔性措施记录", tables=[Table(("日期", "措施", "内容", "实施人"), lines, "measures")])


def evidence_list(rows: Sequence[tuple[int, Evidence]]) -> Sheet:
    """证据清单: every material in use with its times and its hash at receipt."""
    lines = [
        (
            str(no),
            "：".join(filter(None, (row.get_kind_display(), row.caption))),
            "；".join(
                filter(
                    None,
                    (f"收到 {cn_datetime(row.uploaded_at)}", row.taken_at and f"文件所载 {cn_datetime(row.taken_at)}"),
                )
            ),
            row.sender,
            row.sha256,
        )
        for no, row in rows
    ]
    return Sheet("证据清单", tables=[Table(("号", "材料", "时间", "提交人", "SHA-256（收到时）"), lines, "evidence")])


def set_aside(rows: Sequence[tuple[int, Evidence]]) -> Sheet:
    """Materials not used as evidence, with the reason; the originals stay."""
    lines = [(str(no), f"{row.get_kind_display()} {row.caption}", row.set_aside_reason, row.sha256) for no, row in rows]
    return Sheet("不作为证据的材料", tables=[Table(("号", "材料", "原因", "SHA-256"), lines, "aside")])


def unprintable(no: int, row: Evidence, why: str) -> Sheet:
    """A material that cannot be shown on paper, named with its hash."""
    length = f"{row.seconds // 60}分{row.seconds % 60}秒" if row.seconds else ""
    return Sheet(
        f"证据第{no}号：{row.get_kind_display()}",
        [
            ("说明", row.caption),
            ("文件类型", row.content_type),
            ("时长", length),
            ("大小", f"{row.size:,} 字节"),
            ("提交人", row.sender),
            ("收到时间", cn_datetime(row.uploaded_at)),
            ("文件所载时间", cn_datetime(row.taken_at)),
            ("SHA-256", row.sha256),
        ],
        [why],
    )


def withheld(title: str, sha256: str) -> Sheet:
    """Stands for a paper with an identity document in a copy for those who may not see it."""
    words = "本件含有个人证件号码或者亲笔签名，按个人信息保护要求，本副本不附。原件在完整案卷中。"
    return Sheet(title, [("SHA-256", sha256)], [words])


def timeline(case: Case) -> Sheet:
    """办理记录, oldest first."""
    events = reversed(list(audit.timeline(case.thread)))
    lines = [(cn_datetime(event.at), person(event.actor) or "系统", audit.describe(event)) for event in events]
    return Sheet("办理记录（全过程留痕）", tables=[Table(("时间", "人员", "事项"), lines, "timeline")])
