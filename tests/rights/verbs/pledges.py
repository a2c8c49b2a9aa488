"""The room of pledges: letters by the handlers, tracking by whoever handles cases and sees this one, 督办 from above."""

from pledges.papers import due

from .grammar import CASE, EVERYBODY, HANDLERS, HANDLING, OWN, RIGHT, SIGHT, STAFF, Inner, Ref, row


def _letter(**given):
    return row("letters are made by the handlers and their head", HANDLERS, CASE, only=HANDLING, **given)


def _track(**given):
    return row("following a pledge is for whoever handles cases and sees this one", HANDLERS, CASE, **given)


def _paper(**given):
    given = {"case": Ref("paper_case_open"), "kind": due.SCENE} | given
    return row("papers as letters", HANDLERS, CASE, only=HANDLING, first=SIGHT, **given)


def _file(**given):
    return row("who sees the case takes its file", STAFF, CASE, first=SIGHT, **given)


_READ = {"officer", "unit_head", "legal", "leader"}
_AGENT = dict.fromkeys(("name", "position", "powers"), "演示") | {"scope": "general", "valid_from": Ref("day")}
_WORDS = {"bureau": Ref("bureau"), "kind": due.SCENE, "title": "标题", "text": "正文", "notes": ""}
_ADDRESS = {"address": "演示路1号", "recipient": "演示", "phone": "13800000000", "confirmed_by": "演示"}
_LEGAL_WORDS = ("template wording is legal staff's", "legal")

TABLE = {
    "casefile.casefile_ask": _file(kind="x"),
    "casefile.casefile_keep": _file(
        kind="pdf", full=False, path=Ref("file"), sha256="0" * 64, pages=1, problems=[], up_to=0
    ),
    "casefile.casefile_open": row(
        "a full file holds identity papers: not for supervisors",
        _READ,
        CASE,
        first=SIGHT,
        casefile=Ref("casefile_full"),
        reason=None,
    ),
    "casefile.packet_open": _file(case=Ref("broken")),
    "papers.papers_issue_due": row(
        "a recheck's record by whoever tracks", HANDLERS, CASE, first=SIGHT, case=Ref("corrected")
    ),
    "papers.letter_with_papers": row(
        "as letters", HANDLERS, CASE, only=HANDLING, first=SIGHT, case=Ref("ready"), mode="by_date", due_on=Ref("day")
    ),
    "papers.paper_draft_save": _paper(values={}),
    "papers.paper_draft_drop": _paper(),
    "papers.paper_issue": _paper(),
    "papers.paper_void": row("as letters", HANDLERS, CASE, only=HANDLING, first=SIGHT, paper=Ref("issued_paper")),
    "papers.paper_opened": Inner(
        "a check: whether what is printed in it may be read; paper_printed asks who sees the case"
    ),
    "papers.paper_printed": row(
        "who sees the case opens papers without numbers", None, CASE, first=SIGHT, paper=Ref("issued_paper")
    ),
    "papers.wording_save": row(*_LEGAL_WORDS, EVERYBODY, only=OWN, **_WORDS),
    "papers.wording_approve": row("a second person of legal staff puts it in force", "legal", OWN),
    "pledges.agent_add": _track(**_AGENT),
    "pledges.agent_authority_attach": _track(authority=None),
    "pledges.agent_end": _track(ended_on=Ref("day")),
    "pledges.extension_request": _track(new_due_on=Ref("day")),
    "pledges.extension_decide": row("a longer day is the leader's", "leader", CASE, approve=True),
    "pledges.extensions_approve": row(
        "as one by one, and nothing is told of rows that are not seen", "leader", CASE, extensions=Ref("extensions")
    ),
    "pledges.pledge_issue": _letter(case=Ref("ready"), mode="by_date", due_on=Ref("day")),
    "pledges.letter_void": _letter(),
    "pledges.letter_opened": Inner(
        "a check: whether what is printed in it may be read; letter_printed asks who sees the pledge"
    ),
    "pledges.letter_printed": row(
        "a letter with a number: not for supervisors", _READ, CASE, first=SIGHT, pledge=Ref("named")
    ),
    "pledges.party_link_revoke": _letter(link=Ref("link")),
    "pledges.party_link_renew": _letter(pledge=Ref("linked")),
    "pledges.party_wish_answer": _letter(wish=Ref("party_wish")),
    "pledges.materials_receive": _track(statement="已改正"),
    "pledges.take_in": Inner("the tail of materials_receive and of the party page's sending"),
    "pledges.recheck_record": _track(co_officer=Ref("second"), checked_on=Ref("day"), result="corrected"),
    "pledges.remote_proof_return": _letter(proof=Ref("remote_proof")),
    "pledges.service_address_confirm": _track(**_ADDRESS, confirmed_on=Ref("day")),
    "pledges.service_record": _track(case=Ref("issued_case"), document=Ref("document"), given=Ref("service_input")),
    "pledges.keep_service": Inner("the tail of service_record and of signing face to face"),
    "pledges.service_received": _track(service=Ref("posted"), received_on=Ref("day"), returned=False, proofs=[]),
    "pledges.service_set_aside": row("as facts", HANDLERS, CASE, only=HANDLING, first=SIGHT, service=Ref("served")),
    "pledges.signature_keep": _track(
        case=Ref("issued_case"), document=Ref("document"), role="party", name="演示", pad=None
    ),
    "pledges.sign_paper": Inner("the tail of signature_keep, pledge_sign and the party's own signing"),
    "pledges.pledge_sign": _track(signed_on=Ref("day"), signatory="演示", delivery="hand"),
    "pledges.signed_scan_attach": _track(scan=None),
    "pledges.pledge_refuse": _track(pledge=Ref("issued")),
    "pledges.pledge_urge": row(
        "督办 is the leader's and the supervisor's", {"leader", "supervisor"}, CASE, pledge=Ref("overdue")
    ),
    "pledges.urge_answer": row(
        "whoever handles the case answers, or the head", HANDLERS, CASE, only=HANDLING, first=RIGHT
    ),
}
