"""Words of the bridge: what a token may read, where tokens, subscriptions and deliveries stand, what a line of a pack is."""

from django.db import models


class Scope(models.TextChoices):
    """What a token may read. Personal data is a scope of its own and means nothing without cases or pledges."""

    CATALOG = "catalog:read", "清单"
    CASES = "cases:read", "案件"
    PLEDGES = "pledges:read", "承诺"
    IDENTITIES = "identities", "个人信息（证件号码、电话、自然人姓名和住址）"


#: What only a leader opens: everything that is not public anyway.
NEEDS_APPROVAL = frozenset({Scope.CASES, Scope.PLEDGES, Scope.IDENTITIES})


class Change(models.TextChoices):
    """Public names of what can happen, as payloads carry them."""

    CASE_REGISTERED = "case.registered", "登记检查"
    CASE_ASSESSED = "case.assessed", "确认核查结论"
    CASE_REVIEWING = "case.review_requested", "提请法制审核"
    CASE_REVIEWED = "case.reviewed", "法制审核作出意见"
    CASE_REOPENED = "case.reopened", "退回登记修改"
    CASE_CORRECTED = "case.corrected", "整改到位"
    CASE_BREACHED = "case.breached", "失诺待处理"
    CASE_DECIDING = "case.deciding", "处理意见报批"
    CASE_RETURNED = "case.returned", "处理意见退回或撤回"
    CASE_FILED = "case.filed", "立案"
    CASE_CLOSED = "case.closed", "结案"
    CASE_REFERRED = "case.referred", "移送"
    CASE_CANCELLED = "case.cancelled", "撤销登记"
    PLEDGE_ISSUED = "pledge.issued", "签发承诺书"
    PLEDGE_SIGNED = "pledge.signed", "签署承诺书"
    PLEDGE_REFUSED = "pledge.refused", "拒绝签署"
    PLEDGE_VOIDED = "pledge.voided", "作废承诺书"
    PLEDGE_EXTENDED = "pledge.extended", "批准延期"
    PLEDGE_SUBMITTED = "pledge.submitted", "收到整改材料"
    PLEDGE_RESUMED = "pledge.resumed", "复查后继续履行"
    PLEDGE_FULFILLED = "pledge.fulfilled", "承诺已履行"
    PLEDGE_BREACHED = "pledge.breached", "失诺"

    @property
    def scope(self) -> str:
        """What a token must be allowed to read to hear of it."""
        return Scope.CASES if self.value.startswith("case.") else Scope.PLEDGES


def change_words(types: list[str]) -> str:
    """The changes in words; «全部变化» where none is left out."""
    return "全部变化" if set(types) == set(Change.values) else "、".join(Change(name).label for name in types)


class TokenState(models.TextChoices):
    """Where a token stands. Whether it has run out is told by its last day."""

    REQUESTED = "requested", "待批准"
    APPROVED = "approved", "待领取"
    LIVE = "live", "使用中"
    REJECTED = "rejected", "未批准"
    REVOKED = "revoked", "已停用"


TOKEN_TONE = {
    TokenState.REQUESTED: "warn",
    TokenState.APPROVED: "info",
    TokenState.LIVE: "good",
    TokenState.REJECTED: "neutral",
    TokenState.REVOKED: "neutral",
}
#: It can still come to be used, or is.
STANDING = frozenset({TokenState.REQUESTED, TokenState.APPROVED, TokenState.LIVE})


class HookState(models.TextChoices):
    """Where a subscription stands."""

    ACTIVE = "active", "推送中"
    PAUSED = "paused", "已暂停"
    ENDED = "ended", "已停用"


HOOK_TONE = {HookState.ACTIVE: "good", HookState.PAUSED: "warn", HookState.ENDED: "neutral"}


class DeliveryState(models.TextChoices):
    """Where one delivery stands."""

    WAITING = "waiting", "待投递"
    DONE = "done", "已送达"
    DEAD = "dead", "已放弃"


DELIVERY_TONE = {DeliveryState.WAITING: "info", DeliveryState.DONE: "good", DeliveryState.DEAD: "danger"}


class LineKind(models.TextChoices):
    """Where the words of one line come from."""

    FIELD = "field", "取自案件"
    FIXED = "fixed", "固定文字"
    BLANK = "blank", "本系统没有，手工填写"


class DateStyle(models.TextChoices):
    """How the other system wants its dates typed."""

    DASHED = "dashed", "2026-11-22"
    CHINESE = "chinese", "2026年11月22日"
    SLASHED = "slashed", "2026/11/22"
    PLAIN = "plain", "20261122"


class PackState(models.TextChoices):
    """Whether officers are offered a pack."""

    ON = "on", "启用"
    OFF = "off", "停用"
