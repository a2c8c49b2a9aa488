"""The ground: three keepers who touch no cases, and of each other's work nothing (三员分立); everybody's own settings."""

from .grammar import OWN, Inner, Ref, row


def _accounts(**given):
    return row("accounts are made and changed by the 系统管理员", "sysadmin", OWN, **given)


def _access(**given):
    return row("roles, locks, codes and logins are the 安全管理员's", "security", OWN, **given)


def _staff(**given):
    return row("records of people are the 系统管理员's", "sysadmin", OWN, **given)


_AUDIT = "the 审计管理员 alone checks and exports the record"

TABLE = {
    "accounts.account_add": row("made without a bureau", "sysadmin", account=Ref("new_account")),
    "accounts.account_change": _accounts(fields=["email"]),
    "accounts.password_given": _accounts(),
    "accounts.roles_set": _access(names=["officer"], seen=None),
    "accounts.account_unlock": _access(),
    "accounts.address_unlock": row("addresses are the installation's", "security", address="10.0.0.9"),
    "accounts.factor_reset": _access(),
    "accounts.sessions_end": _access(),
    "accounts.password_changed_own": Inner("after the own password was changed on one's own page"),
    "accounts.session_end": Inner("one's own logins; the page passes request.user"),
    "accounts.sessions_end_others": Inner("one's own logins; the page passes request.user"),
    "core.record": Inner("the record itself; verbs write it"),
    "core.delegation_grant": row(
        "who approves hands it on",
        {"unit_head", "leader"},
        deputy=Ref("second"),
        begins_on=Ref("day"),
        ends_on=Ref("day"),
    ),
    "core.delegation_revoke": row(
        "principal and deputy; nobody else", None, OWN, only={"leader", "head"}, first="sight"
    ),
    "core.freeze": Inner("stores the words of a paper within the verb that issues it"),
    "notices.preferences_save": row("one's own", None, chosen={}),
    "record.audit_verify": row(_AUDIT, "auditor"),
    "record.outcome_keep": Inner("keeps what audit_verify found"),
    "record.audit_export": row(
        _AUDIT, "auditor", out=Ref("out"), rows=Ref("no_events"), count=0, form="csv", filters=""
    ),
    "record.audit_restored": Inner("a command of who restores a backup"),
    "shield.require_clean": Inner("a check of files that other verbs ask"),
    "staffing.import_look": row("in one's own bureau", "sysadmin", kind="training", file_name="x.csv", data=b"x"),
    "staffing.import_run": _staff(run=Ref("import")),
    "staffing.import_undo": _staff(run=Ref("import")),
    "staffing.certificate_add": _staff(
        officer=Ref("officer"), data={"number": "X", "valid_from": Ref("day"), "valid_to": Ref("day")}
    ),
    "staffing.keep_former": Inner("the tail of certificate_add and of the back office's form"),
    "staffing.training_add": _staff(officer=Ref("officer"), data={"on": Ref("tomorrow")}),
    "staffing.training_add_many": row(
        "each person answers for itself", "sysadmin", officers=Ref("officers"), data={"on": Ref("tomorrow")}
    ),
    "staffing.exam_add": _staff(officer=Ref("officer"), data={"on": Ref("tomorrow")}),
    "staffing.insurance_add": _staff(
        officer=Ref("officer"), data={"insurer": "演示", "valid_from": Ref("day"), "valid_to": Ref("day")}
    ),
    "staffing.loan_lend": _staff(officer=Ref("officer"), data={"lent_on": Ref("tomorrow")}),
    "staffing.loan_return": _staff(returned_on=Ref("day"), condition="good"),
    "staffing.record_set_aside": _staff(row=Ref("loan")),
}
