"""Rights of bridge: the office's pages by role; the read API is the same for everybody (401), because no session counts there."""

from datetime import timedelta

from django.utils import timezone

from tests.rights.main import ANYBODY, GONE, IN, LEGAL, NO, PUBLIC, SEE_CASE, rule
from xinglongtai.oversight.bridge import (
    services_feed,
    services_hooks,
    services_outbox,
    services_packs,
    services_tokens,
)
from xinglongtai.oversight.bridge.status import Change, Scope

MANAGE = rule(NO, sysadmin=IN)
OVERSEE_TOKENS = rule(NO, sysadmin=IN, leader=IN, foreign_leader=IN)
SEE_TOKEN = rule(NO, sysadmin=IN, leader=IN, foreign_leader=GONE)

TABLE: dict = {
    "oversight:tokens": (OVERSEE_TOKENS, None),
    "oversight:token_approvals": (OVERSEE_TOKENS, None),
    "oversight:token_new": (MANAGE, None),
    "oversight:token": (SEE_TOKEN, "token"),
    "oversight:token_decide": (rule(NO, leader=IN, foreign_leader=GONE), "token"),
    "oversight:token_fetch": (MANAGE, "token"),
    "oversight:token_revoke": (SEE_TOKEN, "token"),
    "oversight:hook_new": (MANAGE, "token_live"),
    "oversight:hook": (SEE_TOKEN, "hook"),
    "oversight:hook_act": (MANAGE, "hook"),
    "oversight:deliveries": (OVERSEE_TOKENS, None),
    "oversight:delivery_again": (MANAGE, "delivery"),
    "oversight:feed": (ANYBODY, None),
    "oversight:feed_renew": (ANYBODY, None),
    "oversight:feed_revoke": (ANYBODY, None),
    "oversight:feed_ics": (PUBLIC, "calendar_secret"),
    "oversight:packs": (LEGAL, None),
    "oversight:pack_new": (LEGAL, None),
    "oversight:pack_starter": (LEGAL, None),
    "oversight:pack": (LEGAL, "field_pack"),
    "oversight:pack_act": (LEGAL, "field_pack"),
    "oversight:copy_packs": (SEE_CASE, "draft"),
    "oversight:copy": (SEE_CASE, "copied"),
    "oversight:copy_tick": (SEE_CASE, "copied"),
    "api:reference": (PUBLIC, None),
    "api:openapi": (PUBLIC, None),
    "api:nothing": (rule(GONE) | {"anonymous": GONE}, "no_api"),
    "api:token": (PUBLIC, None),
    "api:cases": (PUBLIC, None),
    "api:case": (PUBLIC, "api_row"),
    "api:pledges": (PUBLIC, None),
    "api:pledge": (PUBLIC, "api_row"),
    "api:items": (PUBLIC, None),
    "api:item": (PUBLIC, "api_row"),
}


def ask(office, day, scopes=(Scope.CASES, Scope.PLEDGES), **more):
    """A token asked for by the administrator."""
    words = dict.fromkeys(("system", "owner", "contact", "contact_way", "purpose"), "演示")
    more = {"expires_on": day + timedelta(30), "data": words, **more}
    return services_tokens.token_request(actor=office.sysadmin, on=day, scopes=scopes, **more)


def live(office, day, scopes=(Scope.CASES, Scope.PLEDGES), **more):
    """A token that works, and its secret."""
    token = ask(office, day, scopes, **more)
    if token.needs_approval:
        token = services_tokens.token_decide(token=token, actor=office.leader, on=day, approve=True)
    return services_tokens.token_fetch(token=token, actor=office.sysadmin, on=day)


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    token, _ = live(office, day)
    hook, _ = services_hooks.hook_open(
        token=token, actor=office.sysadmin, on=day, url="https://10.9.8.7/in", types=Change.values
    )
    office.draft(on=day)
    services_outbox.changes_queue(hook=hook, at=timezone.now())
    pack = services_packs.pack_save(
        actor=office.legal, system="演示系统", title="登记", lines=[services_packs.LineInput("案由", "party.name")]
    )
    return {
        "token": ask(office, day),
        "token_live": token,
        "hook": hook,
        "delivery": hook.deliveries.get(),
        "calendar_secret": services_feed.feed_renew(actor=office.officer),
        "field_pack": pack,
        "copied": (known["draft"].pk, pack.pk),
        "no_api": "v1/none",
        "api_row": 1,
    }


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    if key in {"calendar_secret", "no_api", "api_row"}:
        return [rows[key]]
    return list(rows[key]) if key == "copied" else None
