"""Dates out of order: 线索 → 检查 → 责令改正 → 承诺书 → 签署 → 材料 → 复查 → 提出 → 决定; nothing before its facts or after today."""

from datetime import date

from ..facts import APPROVALS, HARD, NO_PENALTY, ORDER, RECHECK, REFERRAL, SCENE, SOFT, Disagreement, SetFacts, chinese

_PROCEDURE = "市场监督管理行政处罚程序规定"
_RECORD = "中华人民共和国行政处罚法第四十七条，全过程记录"


def check(facts: SetFacts) -> list[Disagreement]:
    """All disagreements of this family."""
    return [
        *_inspection(facts),
        *_orders(facts),
        *_letters(facts),
        *_promise(facts),
        *_rechecks(facts),
        *_papers(facts),
        *_ending(facts),
        *_future(facts),
    ]


def _early(paper: str, field: str, day: date, other: date, what: str, **more) -> Disagreement:
    """``day`` lies before ``other``, which it should not."""
    more = {"severity": HARD, "basis": _RECORD, "code": "date_order", **more}
    return Disagreement(
        paper=paper, field=field, here=chinese(day), elsewhere=f"早于{what}（{chinese(other)}）", **more
    )


def _inspection(facts: SetFacts) -> list[Disagreement]:
    found = []
    if facts.inspected_on < facts.discovered_on:
        basis = f"{_PROCEDURE}第十八条"
        found.append(
            _early("案件登记", "检查日期", facts.inspected_on, facts.discovered_on, "发现线索日期", basis=basis)
        )
    found += [
        _early("案件登记", "检查日期", facts.inspected_on, row.act_on, f"“{row.words}”的发生日期", mend="reopen")
        for row in facts.violations
        if facts.inspected_on < row.act_on
    ]
    found += [
        _early("教育记录", "日期", day, facts.discovered_on, "发现线索日期", mend="education")
        for day in facts.education
        if day < facts.discovered_on
    ]
    if facts.filed_on and facts.filed_on < facts.discovered_on:
        basis = f"{_PROCEDURE}第十八条"
        found.append(_early("案件登记", "立案日期", facts.filed_on, facts.discovered_on, "发现线索日期", basis=basis))
    return found


def _orders(facts: SetFacts) -> list[Disagreement]:
    found, letters = [], facts.of_kind("pledge")
    for order in facts.of_kind(ORDER):
        more = {"mend": "paper", "target": order.key}
        if order.on and order.on < facts.inspected_on:
            found.append(_early(order.title, "成文日期", order.on, facts.inspected_on, "检查日期", **more))
        if order.on and order.due_on and order.due_on < order.on:
            basis = "中华人民共和国行政处罚法第二十八条第一款"
            found.append(
                _early(
                    order.title, "改正期限", order.due_on, order.on, "通知书日期", code="due_early", basis=basis, **more
                )
            )
        for letter in letters:
            if letter.on and order.on and letter.on < order.on:
                named = letter.order_number and letter.order_number == order.number
                found.append(
                    _early(
                        letter.title,
                        "签发日期",
                        letter.on,
                        order.on,
                        f"{order.title}的日期",
                        severity=HARD if named else SOFT,
                        **more,
                    )
                )
            if letter.due_on and order.on and letter.due_on < order.on:
                found.append(
                    _early(
                        letter.title,
                        "改正期限",
                        letter.due_on,
                        order.on,
                        f"{order.title}的日期",
                        code="due_early",
                        **more,
                    )
                )
    return found


def _letters(facts: SetFacts) -> list[Disagreement]:
    found = []
    for letter in facts.of_kind("pledge"):
        more = {"mend": "void", "target": letter.key}
        if letter.on and letter.on < facts.inspected_on:
            found.append(_early(letter.title, "签发日期", letter.on, facts.inspected_on, "检查日期", **more))
        if letter.on and letter.due_on and letter.due_on < letter.on:
            found.append(
                _early(letter.title, "改正期限", letter.due_on, letter.on, "签发日期", code="due_early", **more)
            )
    return found


def _promise(facts: SetFacts) -> list[Disagreement]:
    pledge, found = facts.pledge, []
    if pledge is None:
        return found
    if pledge.signed_on:
        if pledge.signed_on < pledge.issued_on:
            found.append(_early("签署记录", "签署日期", pledge.signed_on, pledge.issued_on, "承诺书签发日期"))
        if pledge.due_on < pledge.signed_on:
            found.append(
                _early("承诺", "改正期限", pledge.due_on, pledge.signed_on, "签署日期", mend="void", target=pledge.key)
            )
        found += [
            _early("整改材料", "提交日期", day, pledge.signed_on, "签署日期")
            for day in pledge.submitted
            if day < pledge.signed_on
        ]
    return found


def _rechecks(facts: SetFacts) -> list[Disagreement]:
    found, pledge = [], facts.pledge
    for row in facts.rechecks:
        name = "复查记录" if row.pledged else "改正核实"
        if row.on < facts.inspected_on:
            found.append(_early(name, "日期", row.on, facts.inspected_on, "检查日期"))
        if not row.pledged or pledge is None:
            continue
        if pledge.signed_on and row.on < pledge.signed_on:
            found.append(_early(name, "日期", row.on, pledge.signed_on, "签署日期"))
        if pledge.submitted and row.on < pledge.submitted[0]:
            found.append(_early(name, "日期", row.on, pledge.submitted[0], "整改材料提交日期", severity=SOFT))
    return found


def _papers(facts: SetFacts) -> list[Disagreement]:
    """No paper is dated before what it tells of."""
    found, last = [], max((row.on for row in facts.rechecks), default=None)
    for paper in facts.standing:
        more = {"code": "before_its_facts", "mend": "paper", "target": paper.key}
        if paper.on is None:
            continue
        if paper.kind == SCENE and paper.on != facts.inspected_on:
            early = paper.on < facts.inspected_on
            what = "早于" if early else "晚于"
            more |= {"severity": HARD if early else SOFT, "basis": "中华人民共和国行政处罚法第五十五条第二款"}
            elsewhere = f"{what}检查日期（{chinese(facts.inspected_on)}），笔录应当当场制作"
            found.append(
                Disagreement(paper=paper.title, field="日期", here=chinese(paper.on), elsewhere=elsewhere, **more)
            )
        if paper.kind == RECHECK and facts.rechecks and paper.on < facts.rechecks[0].on:
            found.append(_early(paper.title, "日期", paper.on, facts.rechecks[0].on, "复查日期", **more))
        if paper.kind in APPROVALS and paper.kind != "filing_approval" and last and paper.on < last:
            found.append(_early(paper.title, "日期", paper.on, last, "最后一次复查", **more))
        decided = facts.disposition.decided_on if facts.disposition else None
        if paper.kind in {NO_PENALTY, REFERRAL} and decided and paper.on < decided:
            found.append(_early(paper.title, "日期", paper.on, decided, "负责人决定日期", **more))
    days = {paper.document: paper for paper in facts.standing if paper.document and paper.on}
    for receipt in facts.receipts:
        paper = days.get(receipt.document)
        if paper and receipt.served_on < paper.on:
            found.append(
                _early(
                    "送达记录",
                    f"{paper.title}的送达日期",
                    receipt.served_on,
                    paper.on,
                    "文书日期",
                    mend="service",
                    basis=f"{_PROCEDURE}第八十二条",
                )
            )
    return found


def _ending(facts: SetFacts) -> list[Disagreement]:
    row, found = facts.disposition, []
    if row is None:
        return found
    corrected = [check.on for check in facts.rechecks if check.corrected]
    if corrected and row.proposed_on < corrected[-1]:
        found.append(_early("处理意见", "提出日期", row.proposed_on, corrected[-1], "核实改正日期", mend="propose"))
    if row.decided_on and row.decided_on < row.proposed_on:
        found.append(_early("处理意见", "审批日期", row.decided_on, row.proposed_on, "提出日期", mend="propose"))
    return found


def _future(facts: SetFacts) -> list[Disagreement]:
    """Nothing that is said to have happened lies after today."""
    said: list[tuple[str, str, date | None, str, int | None]] = [
        ("案件登记", "检查日期", facts.inspected_on, "reopen", None),
        ("案件登记", "立案日期", facts.filed_on, "case", None),
    ]
    said += [(paper.title, "日期", paper.on, "paper", paper.key) for paper in facts.standing]
    said += [("复查记录" if row.pledged else "改正核实", "日期", row.on, "case", None) for row in facts.rechecks]
    said += [("教育记录", "日期", day, "education", None) for day in facts.education]
    said += [("送达记录", "送达日期", row.served_on, "service", None) for row in facts.receipts]
    if facts.pledge:
        said.append(("签署记录", "签署日期", facts.pledge.signed_on, "case", None))
        said += [("整改材料", "提交日期", day, "case", None) for day in facts.pledge.submitted]
    return [
        Disagreement(
            code="future",
            severity=HARD,
            paper=paper,
            field=field,
            here=chinese(day),
            elsewhere=f"晚于今天（{chinese(facts.on)}）",
            basis=_RECORD,
            mend=mend,
            target=target,
        )
        for paper, field, day, mend, target in said
        if day and day > facts.on
    ]
