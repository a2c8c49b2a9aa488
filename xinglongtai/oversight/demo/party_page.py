"""What parties sent and asked on their page, in the demo: materials, a wish for more time, an objection, photos with a word."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from cases.status import EvidenceKind
from pledges import services as verbs
from pledges.models import PartyLink, Pledge
from pledges.partypage import keys, offers
from pledges.partypage.standing import remote_facts, standing_of
from pledges.services.party_visits import Answer
from pledges.status import PledgeStatus, WishKind
from xinglongtai.core.models import Parameter

from .pictures import photograph

_PLACE = (Decimal("41.158900"), Decimal("122.071300"), 20)


def play(everybody, stages: dict, on: date) -> None:
    """The first bureau opens 免到场复查; four of its parties come to their page. Nothing where the stories left nobody."""
    staff = everybody[0]
    stage = stages[staff.bureau.code]
    source = "演示：本局已开通免到场复查"
    Parameter.objects.create(bureau=staff.bureau, key="recheck.remote", value="是", source=source)
    rows = Pledge.objects.filter(bureau=staff.bureau, status=PledgeStatus.SIGNED, due_on__gt=on, extensions=None)
    waiting = list(rows.select_related("case__party", "bureau").order_by("-due_on", "pk"))
    photo = next((row for row in waiting if not offers.no_photo(standing_of(row), remote_facts(row))), None)
    others = [row for row in waiting if row != photo]
    for act, pledge in zip((_wish, _objection, _materials), others, strict=False):
        act(pledge, _visit(pledge), stage, on)
    if photo:
        _photo(photo, _visit(photo), stage, on)


def _visit(pledge: Pledge) -> PartyLink:
    """The party scans, errs once and is let in."""
    link = PartyLink.objects.get(pledge=pledge, revoked_at=None)
    right, now = keys.last_four(pledge.case.party.phone), timezone.now()
    verbs.party_check(link=link)
    wrong = str((int(right) + 1) % 10_000).zfill(4)
    for digits in (wrong, right):
        answer = verbs.party_try(link=link, digits=digits, address="demo", at=now)
    if answer is Answer.RIGHT:
        verbs.party_view(link=link, at=now)
    return link


def _materials(pledge: Pledge, link: PartyLink, stage, on: date) -> None:
    upload = photograph("整改后", 9001)
    photo = verbs.party_file_keep(link=link, upload=upload, caption="当事人提交的材料")
    words = "已经按要求改好，照片是今天拍的。"
    verbs.party_materials_send(link=link, on=on, statement=words, files=[photo], form=uuid.uuid4())


def _wish(pledge: Pledge, link: PartyLink, stage, on: date) -> None:
    until, words = pledge.due_on + timedelta(days=3), "订做的牌子要过几天才到，申请晚几天。"
    verbs.party_wish_send(link=link, on=on, kind=WishKind.TIME, text=words, until=until, form=uuid.uuid4())


def _objection(pledge: Pledge, link: PartyLink, stage, on: date) -> None:
    words = "检查那天店里正在装修，东西临时收起来了，希望考虑。"
    row = verbs.party_wish_send(link=link, on=on, kind=WishKind.OBJECTION, text=words, form=uuid.uuid4())
    answer = "已复核：装修情况属实，认定的事实不变，期限内改好即可。"
    verbs.party_wish_answer(wish=row, actor=pledge.case.handler, on=on, answer=answer)


def _photo(pledge: Pledge, link: PartyLink, stage, on: date) -> None:
    now = timezone.now()
    proof = verbs.remote_word_give(link=link, at=now)
    upload = photograph(f"验证字 {proof.word}", 9002)
    photo = verbs.party_file_keep(link=link, upload=upload, kind=EvidenceKind.CORRECTED, caption="当事人按验证字拍摄")
    verbs.remote_proof_send(
        link=link, proof=proof.pk, at=now, on=on, photos=[photo], form=uuid.uuid4(), position=_PLACE
    )
