"""Situations for tests: people, parties and cases as they stand at a certain moment. Dates are always given."""

import io
import itertools
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases import services as case_services
from cases.models import Case, Party
from cases.status import PartyKind
from catalog.models import Batch, Citation, ConditionToken, Item, ItemCondition, ItemVersion
from pledges import services as pledge_services
from pledges.models import Pledge
from xinglongtai.core import roles, units
from xinglongtai.core.models import Bureau, Officer, Unit, User
from xinglongtai.core.roles import Role
from xinglongtai.oversight.demo.identities import phone_of, uscc_of

#: A Monday with a loaded calendar and no holiday nearby; most situations happen around it.
DAY = date(2026, 6, 1)
_serial = itertools.count(1)


def at(day: date, hour: int = 10) -> datetime:
    """A moment of ``day`` in local time."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def bureau(code: str = "xlt", name: str = "演示市兴隆台区市场监督管理局") -> Bureau:
    """A bureau with its root unit and the roles seeded."""
    roles.seed()
    return units.create_bureau(
        code=code,
        name=name[:10],
        full_name=name,
        region_code="211103",
        document_prefix=f"演{code}市监",
        phone="0427-0000000",
    )


def unit(of: Bureau, name: str = "演示一所", parent: Unit | None = None) -> Unit:
    """A unit directly under the bureau, or under ``parent``."""
    return units.place(Unit(parent=parent or of.unit, name=name))


def officer(
    of: Unit, role: Role | None = Role.OFFICER, *, certified: bool = True, name: str = "", to=date(2028, 12, 31)
) -> Officer:
    """A member of staff with a login and a role; certified from 2020 until ``to`` unless told otherwise."""
    n = next(_serial)
    user = User.objects.create_user(username=f"u{n}", password="x" * 12, email=f"u{n}@example.test")
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    return Officer.objects.create(
        user=user,
        unit=of,
        name=name or f"演示员{n}",
        certificate_no=f"YS{n:06d}" if certified else "",
        certificate_from=date(2020, 1, 1) if certified else None,
        certificate_to=to if certified else None,
    )


def item(
    of: Bureau,
    number: str = "R3",
    publisher: Officer | None = None,
    retired: bool = False,
    published_on: date | None = None,
    **values,
) -> ItemVersion:
    """A published (or ``retired``) item version that only asks what every item asks; progressive unless told otherwise.

    Published on its first day, or on ``published_on``.
    """
    from catalog.status import LeniencyKind, LoadState, PenaltyStructure

    batch, _ = Batch.objects.get_or_create(bureau=of, name="测试批次", defaults={"sequence": 1})
    entry, _ = Item.objects.get_or_create(bureau=of, number=number, defaults={"domain": "登记注册与公示"})
    tokens = values.pop("tokens", {})
    citations = values.pop("citations", [])
    data = {
        "item": entry,
        "version_no": entry.versions.count() + 1,
        "batch": batch,
        "violation": "营业执照未置于住所或主要经营场所醒目位置",
        "violated_law": "中华人民共和国市场主体登记管理条例",
        "violated_article": "第三十六条",
        "penalty_law": "中华人民共和国市场主体登记管理条例",
        "penalty_article": "第四十八条第一款",
        "penalty_structure": PenaltyStructure.PROGRESSIVE,
        "leniency_kind": LeniencyKind.MINOR,
        "load_state": LoadState.ENABLED,
        "verified": True,
        "text_in_force_checked": True,
        "effective_from": date(2022, 3, 1),
        "keywords": "没挂执照;亮照",
        **values,
    }
    version = ItemVersion.objects.create(**data)
    for token, label in tokens.items():
        kind = {"label": label, "role": "condition", "value_type": "bool", "judged_by": "officer"}
        row, _ = ConditionToken.objects.get_or_create(token=token, defaults=kind)
        ItemCondition.objects.create(version=version, token=row, text=label)
    for citation in citations:
        Citation.objects.create(version=version, **citation)
    version.state = "retired" if retired else "published"
    version.published_at = at(published_on or version.effective_from)
    version.published_by = publisher or officer(of.unit, Role.LEGAL, certified=False)
    version.save(by_service=True)
    return version


def party(of: Bureau, by: Officer, *, kind: str = PartyKind.INDIVIDUAL, **values) -> Party:
    """A fictitious shop with a valid 信用代码."""
    n = next(_serial)
    data = {
        "kind": kind,
        "name": f"兴隆台区演示{n}号小店",
        "uscc": uscc_of(n, kind="2") if kind != PartyKind.PERSON else "",
        "operator": "演示经营者",
        "phone": phone_of(n),
        "address": f"演示路{n}号",
        **values,
    }
    return case_services.party_create(actor=by, data=data)


def photo(name: str = "现场.jpg", colour: tuple = (20, 90, 160), size=(40, 30)) -> SimpleUploadedFile:
    """A small real JPEG; another colour is another file."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


#: Answers that make a progressive item without tokens of its own eligible.
GOOD_ANSWERS = {
    "correctable": True,
    "no_intent": True,
    "suspected_crime": False,
    "high_risk": False,
    "costly_fix": False,
    "irreversible_harm": False,
    "emergency_exploit": False,
    "refused_correction": False,
    "violation_established": True,
    "jurisdiction": "own",
    "correction": "not_yet",
    "harm": "none",
    "minor_act": True,
    "illegal_gains": "none",
    "goods_to_confiscate": False,
    "law_changed": "none",
    "discernment": "full",
}


class Office:
    """One bureau with a station, its people and one item: the stage on which most tests play."""

    def __init__(self, code: str = "xlt"):
        self.bureau = bureau(code, f"演示市{code}区市场监督管理局")
        self.station = unit(self.bureau, "演示一所")
        self.other_station = unit(self.bureau, "演示二所")
        self.officer = officer(self.station)
        self.second = officer(self.station)
        self.stranger = officer(self.other_station)
        self.head = officer(self.station, Role.UNIT_HEAD)
        self.legal = officer(self.bureau.unit, Role.LEGAL, certified=False)
        self.legal_2 = officer(self.bureau.unit, Role.LEGAL, certified=False)
        self.leader = officer(self.bureau.unit, Role.LEADER, certified=False)
        self.supervisor = officer(self.bureau.unit, Role.SUPERVISOR, certified=False)
        self.sysadmin = officer(self.bureau.unit, Role.SYSADMIN, certified=False)
        self.security = officer(self.bureau.unit, Role.SECURITY, certified=False)
        self.auditor = officer(self.bureau.unit, Role.AUDITOR, certified=False)
        self.item = item(self.bureau, publisher=self.legal)

    def draft(self, *, on: date = DAY, party_: Party | None = None, **data) -> Case:
        """A case just opened, with a second officer and no violation yet."""
        who = party_ or party(self.bureau, self.officer)
        return case_services.case_open(party=who, actor=self.officer, on=on, data={"co_handler": self.second, **data})

    def with_violation(self, *, on: date = DAY, version: ItemVersion | None = None, **kwargs) -> Case:
        """A draft with one listed violation, not yet assessed."""
        case = self.draft(on=on, **kwargs)
        version = version or self.item
        case_services.violation_add(
            case=case, actor=self.officer, on=on, data={"item_version": version, "description": version.violation}
        )
        return Case.objects.get(pk=case.pk)

    def assessed(self, *, on: date = DAY, answers: dict | None = None, **kwargs) -> Case:
        """A draft whose sheet is made (good answers unless told otherwise), not yet confirmed."""
        case = self.with_violation(on=on, **kwargs)
        case_services.assessment_make(
            violation=case.violations.get(), actor=self.officer, on=on, answers={**GOOD_ANSWERS, **(answers or {})}
        )
        return Case.objects.get(pk=case.pk)

    def ready(self, *, on: date = DAY, **kwargs) -> Case:
        """Sheet confirmed as eligible: 待签承诺."""
        case = self.assessed(on=on, **kwargs)
        return case_services.assessment_confirm(case=case, actor=self.officer, on=on)

    def issued(self, *, on: date = DAY, due_on: date | None = None, mode: str = "by_date", **kwargs) -> Pledge:
        """A letter issued on ``on``, due a week later, unsigned."""
        case = self.ready(on=on, **kwargs)
        return pledge_services.pledge_issue(
            case=case, actor=self.officer, on=on, mode=mode, due_on=due_on or date.fromordinal(on.toordinal() + 7)
        )

    def signed(self, *, on: date = DAY, **kwargs) -> Pledge:
        """A pledge that runs."""
        pledge = self.issued(on=on, **kwargs)
        return pledge_services.pledge_sign(
            pledge=pledge, actor=self.officer, on=on, signed_on=on, signatory="演示经营者", delivery="hand"
        )

    def submitted(self, *, on: date = DAY, handed_on: date | None = None, **kwargs) -> Pledge:
        """Materials handed in, waiting for recheck."""
        pledge = self.signed(on=on, **kwargs)
        pledge_services.materials_receive(
            pledge=pledge, actor=self.officer, on=handed_on or on, statement="已悬挂执照，附照片。"
        )
        return Pledge.objects.get(pk=pledge.pk)

    def rechecked(self, result: str = "corrected", *, on: date = DAY, checked_on: date | None = None, **kwargs) -> Case:
        """A case after its recheck, with the result given."""
        pledge = self.submitted(on=on, **kwargs)
        day = checked_on or on
        pledge_services.recheck_record(
            pledge=pledge,
            actor=self.officer,
            co_officer=self.second,
            on=day,
            checked_on=day,
            result=result,
            note="现场查看",
        )
        return Case.objects.get(pk=pledge.case_id)

    def educated(self, case: Case, *, on: date = DAY) -> Case:
        """The education record that the law asks for."""
        case_services.education_record(case=case, actor=self.officer, on=on, content="讲解登记管理条例第三十六条")
        return Case.objects.get(pk=case.pk)


def law_change(office: "Office", *, on: date, number: str = "L1", days: int = 40, ends: bool = True):
    """A statute that ends (or gets a new text) ``days`` after ``on``, with one item of the bureau resting on it, noted."""
    from datetime import timedelta

    from catalog.models import LawChange, Statute, StatuteVersion
    from catalog.services import law_changes_note

    n = next(_serial)
    change_on = on + timedelta(days=days)
    statute = Statute.objects.create(title=f"中华人民共和国演示法之{n}", short_title=f"演示法之{n}", kind="law")
    old = StatuteVersion.objects.create(
        statute=statute,
        version_date=date(2019, 4, 23),
        effective_from=date(2019, 11, 1),
        effective_to=change_on - timedelta(days=1),
    )
    if not ends:
        StatuteVersion.objects.create(statute=statute, version_date=on, effective_from=change_on)
    cited = {"statute": statute, "statute_version": old, "article_label": "第四十三条第二款"}
    item(
        office.bureau,
        number,
        office.legal,
        violated_law=statute.title,
        violated_article="第四十三条第二款",
        citations=[{"role": "violated", **cited}, {"role": "penalty", **cited}],
    )
    law_changes_note(on=on)
    return LawChange.objects.get(statute=statute)
