"""Overseeing: what is above the case, each topic by its own right and never outside the bureau."""

from cases.looking import Purpose, Reason

from .grammar import BUREAU, CASE, EVERYBODY, OWN, SIGHT, STAFF, Inner, Ref, row

_REASON = Reason(next(iter(Purpose.values)), "演示：抄录")
_TOKEN = ("keys for other systems are the 系统管理员's", "sysadmin", OWN)
_TOKEN_SIGHT = {"sysadmin", "leader"}
_ABOVE = {"legal", "leader", "supervisor"}
_BRIEF = {"unit_head", "leader", "supervisor"}
_MINE = ("one's own", None)


def _legal(sees=OWN, **given):
    return row("legal staff's work in their bureau", "legal", sees, **given)


def _brief(sees=EVERYBODY, **given):
    return row("whoever answers for more than own cases", _BRIEF, sees, **given)


def _draw(**given):
    return row("drawing is legal staff's and the supervisor's", {"legal", "supervisor"}, **given)


_PACK = {"target": "gsxt", "lenient": False}
_RUN = {"run": Ref("past_run")}
_PENALTY = {"case": Ref("published_case")}

TABLE = {
    "bridge.feed_renew": row(*_MINE),
    "bridge.feed_revoke": row(*_MINE),
    "bridge.hook_open": row(*_TOKEN, token=Ref("token_live"), url="https://10.9.8.7/in", types=[]),
    "bridge.hook_switch": row(*_TOKEN, active=False),
    "bridge.hook_renew_key": row(*_TOKEN),
    "bridge.hook_end": row(*_TOKEN),
    "bridge.delivery_again": row(*_TOKEN),
    "bridge.pack_save": _legal(system="演示", title="演示", lines=[], pack=Ref("field_pack")),
    "bridge.pack_check": _legal(pack=Ref("field_pack"), checked=True),
    "bridge.pack_switch": _legal(pack=Ref("field_pack"), on=True),
    "bridge.pack_starter": row("in one's own bureau", "legal"),
    "bridge.copy_opened": row(
        "numbers: not for supervisors",
        {"officer", "unit_head", "legal", "leader"},
        CASE,
        pack=Ref("field_pack"),
        reason=_REASON,
    ),
    "bridge.copy_tick": row(
        "one's own ticks on a case one sees", None, CASE, first=SIGHT, line=Ref("pack_line"), done=True
    ),
    "bridge.copy_ticks_set": row(
        "one's own ticks on a case one sees", None, CASE, first=SIGHT, pack=Ref("field_pack"), lines=set()
    ),
    "bridge.token_request": row(*_TOKEN[:2], scopes=["cases"], expires_on=Ref("day"), data=Ref("token_words")),
    "bridge.token_decide": row("a leader decides, not who asked", "leader", OWN, approve=True),
    "bridge.token_fetch": row(*_TOKEN),
    "bridge.token_revoke": row("who manages or approves them", _TOKEN_SIGHT, OWN),
    "evaluation.evaluation_decide": _legal(item=Ref("catalog_item"), year=2026, decision="keep"),
    "evaluation.evaluation_freeze": row("the bureau's own report", "legal", year=2026),
    "evaluation.evaluation_withdraw": row("the bureau's own report", "legal", year=2026),
    "ledger.require_export": Inner("a check that the exports ask"),
    "ledger.ledger_export_record": row(
        "whoever sees cases exports what they see", STAFF, form="csv", count=0, filters=""
    ),
    "ledger.ledger_file_keep": row("as the export", STAFF, path=Ref("file"), form="xlsx", count=0, filters=""),
    "ledger.ledger_file_fetch": row("whoever had it made", STAFF, {"legal"}, file=Ref("ledger_file")),
    "ledger.past_run_open": row(
        "in one's own bureau", "legal", file_name="x.csv", data="当事人,日期\n演示,2020-01-01\n".encode()
    ),
    "ledger.past_run_map": _legal(**_RUN, sheet="x", heading=1, columns={}, kind="x", source=""),
    "ledger.past_run_try": _legal(**_RUN),
    "ledger.past_run_take": _legal(**_RUN),
    "ledger.past_run_drop": _legal(**_RUN),
    "ledger.refused_file": _legal(**_RUN),
    "ledger.past_run_undo": _legal(**_RUN),
    "morning.urge_many": row("each pledge answers for itself", {"leader", "supervisor"}, pledges=Ref("pledges")),
    "morning.reassign_many": row(
        "each case answers for itself", {"unit_head", "supervisor"}, pledges=Ref("pledges"), to=Ref("colleague")
    ),
    "morning.overdue_export_record": _brief(count=0, filters=""),
    "morning.file_check": _brief(CASE),
    "morning.line_done": _brief(line="overdue:1"),
    "morning.lines_restore": _brief(),
    "morning.view_save": _brief(name="演示二", query="days=5"),
    "morning.view_delete": _brief({"supervisor"}, view=Ref("saved_view")),
    "morning.view_start": _brief({"supervisor"}, view=Ref("saved_view"), start=True),
    "publication.content_record": _legal(CASE, **_PENALTY, data={}),
    "publication.layout_save": row("the bureau's own layout", "legal", **_PACK, columns=[]),
    "publication.export_record": row("who oversees publication", _ABOVE, count=0, filters=""),
    "publication.pack_make": _legal(sees=EVERYBODY, publications=Ref("publications"), **_PACK),
    "publication.pack_send": _legal(pack=Ref("pack"), sent_on=Ref("day"), receipt="1"),
    "publication.pack_void": _legal(pack=Ref("pack")),
    "publication.row_return": _legal(row=Ref("pack_row"), returned_on=Ref("day")),
    "publication.file_taken": row("who oversees publication", _ABOVE, OWN, pack=Ref("pack"), kind="xlsx"),
    "publication.publication_skip": _legal(CASE),
    "publication.publication_reopen": _legal(CASE),
    "publication.lenient_decide": _legal(CASE, **_PENALTY, target="gsxt"),
    "publication.publication_correct": _legal(CASE),
    "publication.publication_withdraw": _legal(CASE, withdrawn_on=Ref("day")),
    "retention.hold_set": row("legal staff hold cases", "legal", CASE, first=SIGHT),
    "retention.hold_lift": row("legal staff hold cases", "legal", CASE, first=SIGHT),
    "sameness.sameness_decide": row(
        "legal staff and supervisors say what is to be done",
        {"legal", "supervisor"},
        OWN,
        odd=Ref("odd"),
        beside=Ref("beside"),
        judgement="fine",
    ),
    "sampling.drawing_draw": _draw(kind="random", since=Ref("day"), until=Ref("day"), size=1),
    "sampling.drawing_direct": row("as drawing", {"legal", "supervisor"}, case_ids=[], purpose="演示"),
    "sampling.drawing_cancel": _draw(sees=OWN, drawing=Ref("sampling_drawing")),
    "sampling.review_reassign": _draw(sees=CASE, review=Ref("sampling_review"), to=Ref("supervisor")),
    "sampling.finding_answer": row(
        "who handles the case answers, or the head",
        None,
        CASE - {"colleague"},
        only={"officer", "second", "head"},
        first=SIGHT,
        finding=Ref("sampling_finding"),
        mended=True,
    ),
    "sampling.finding_accept": row(
        "whoever reviewed it", {"legal", "supervisor"}, CASE, only={"legal"}, finding=Ref("sampling_finding")
    ),
    "sampling.finding_return": row(
        "whoever reviewed it", {"legal", "supervisor"}, CASE, only={"legal"}, finding=Ref("sampling_finding")
    ),
    "sampling.review_save": row(
        "whoever it was given to",
        {"legal", "supervisor"},
        CASE,
        only={"legal"},
        review=Ref("sampling_review"),
        answers={},
    ),
    "sampling.review_submit": row(
        "whoever it was given to",
        {"legal", "supervisor"},
        CASE,
        only={"legal"},
        review=Ref("sampling_review"),
        answers={},
    ),
    "sampling.standard_draft": row("the bureau's own", "legal"),
    "sampling.standard_line_save": _legal(standard=Ref("sampling_standard"), part="x", words="演示"),
    "sampling.standard_line_remove": _legal(line=Ref("sampling_line")),
    "sampling.standard_line_move": _legal(line=Ref("sampling_line"), up=True),
    "sampling.standard_enforce": _legal(standard=Ref("sampling_standard")),
    "sampling.suspicions_find": row("of one's own bureau", _ABOVE, only=OWN, bureau=Ref("bureau")),
    "sampling.suspicion_decide": row(
        "whom it does not concern", _ABOVE, OWN, suspicion=Ref("sampling_suspicion"), state="explained"
    ),
    "statistics.handling_mode_set": row("the bureau's own", "legal", way="x", mode="x", since=Ref("day")),
    "statistics.statistics_freeze": row(
        "figures are frozen by leader and supervisor", {"leader", "supervisor"}, kind="month", year=2026, month=1
    ),
    "statistics.statistics_withdraw": row(
        "figures are frozen by leader and supervisor", {"leader", "supervisor"}, OWN, frozen=Ref("frozen_statistics")
    ),
    "statistics.list_export_record": row("who sees statistics", _BRIEF | {"legal"}, measure="x", count=0, filters=""),
    "trust.listing_propose": _legal(party=Ref("trust_party"), data={}),
    "trust.listing_notice": _legal(noticed_on=Ref("day"), notice="演示"),
    "trust.listing_decide": row("a leader decides", "leader", OWN, approve=True),
    "trust.listing_withdraw": _legal(),
    "trust.listing_end": row("a leader decides", "leader", OWN),
    "trust.list_export_record": row("whoever sees cases", STAFF, count=0, filters=""),
    "trust.objection_record": row(
        "whoever sees cases hears the party", STAFF, BUREAU, party=Ref("trust_party"), line="x", data={}
    ),
    "trust.objection_decide": _legal(accept=True, objection=Ref("objection")),
    "trust.record_printed": row(
        "whoever sees cases, of a party of the bureau", STAFF, BUREAU, party=Ref("trust_party"), count=1
    ),
}
