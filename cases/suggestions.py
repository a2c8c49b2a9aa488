"""First drafts composed from the facts on record; the officer reads, changes and answers for them."""

from xinglongtai.core.display import cn_date

from .outcomes import NO_CASE_BASES
from .status import ReviewVerdict


def likely_basis(dossier) -> str:
    """The ground of 程序规定 20 I that fits the sheets best, as a first choice; the officer decides."""
    routes = {
        route.get("key")
        for sheet in dossier.sheets
        for route in sheet.sheet.get("routes", [])
        if route.get("state") in {"open", "pending"}
    }
    if "no_fault" in routes and len(routes) == 1:
        return NO_CASE_BASES["20-3"]
    if "first_offence" in routes and "minor" not in routes:
        return NO_CASE_BASES["20-2"]
    return NO_CASE_BASES["20-1"]


#: Acts on the pledge that belong into the reason, as the timeline tells them.
_TOLD = frozenset({"letter_issue", "pledge_sign", "pledge_refuse", "materials_receive", "recheck_record"})


def suggested_reason(dossier) -> str:
    """A reason made of the facts on record; every part stands in the dossier."""
    case = dossier.case
    found = "、".join(row.description for row in dossier.violations)
    parts = [f"{cn_date(case.inspected_on)}检查发现，{case.party.name}存在以下行为：{found}。"]
    parts += [
        f"适用核查结论：{row.description}——{ReviewVerdict(row.sheet_now.effective_verdict).label}。"
        for row in dossier.violations
        if row.sheet_now
    ]
    told = [event for event in dossier.events if event["verb"] in _TOLD]
    parts += [f"{cn_date(event['at'])}{event['text']}。" for event in reversed(told)]
    parts += [f"{cn_date(row.on)}核实改正：{row.note}" for row in dossier.corrections]
    if dossier.education:
        parts.append(f"已对当事人进行教育：{dossier.education[-1].content}")
    if dossier.photos:
        parts.append(f"有现场照片等材料{len(dossier.evidence)}份在卷。")
    return "\n".join(parts)
