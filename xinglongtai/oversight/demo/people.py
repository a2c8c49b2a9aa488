"""The demo's bureaux, units and people. All invented, all marked 演示."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from xinglongtai.core import roles, units
from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.models import Bureau, Officer, Unit, User
from xinglongtai.core.roles import Role

LONG_VALID, EXPIRED, EXPIRING, NONE = "valid", "expired", "expiring", "none"
EXPIRED_DAYS_AGO = 40
EXPIRING_IN_DAYS = 20


@dataclass(frozen=True)
class Person:
    """One member of staff: login name without «demo_», name without «演示», role, unit and state of the 执法证."""

    login: str
    name: str
    role: Role
    unit: str = ""
    certificate: str = LONG_VALID


@dataclass(frozen=True)
class Place:
    """One invented bureau with its units and people."""

    code: str
    name: str
    full_name: str
    region: str
    prefix: str
    units: tuple[str, ...]
    people: tuple[Person, ...]
    address: str = "演示市演示大街1号"
    phone: str = "0427-0000000"


@dataclass
class Team:
    """Who works at one station: two officers who inspect together, and their head."""

    unit: Unit
    first: Officer
    second: Officer
    head: Officer


@dataclass
class Staff:
    """A bureau of the demo with the people that the stories need."""

    bureau: Bureau
    region: str
    teams: list[Team]
    legal: Officer
    legal_2: Officer  #: approves what the first one submits
    leader: Officer
    supervisor: Officer
    formerly: Officer | None = None  #: somebody whose 执法证 has expired
    everybody: list[Officer] = field(default_factory=list)


CENTRE, NEW_WORKS, SQUAD = "演示中心所", "演示新工所", "演示执法队"


def _pair(stem: str, names: str, unit: str) -> tuple[Person, ...]:
    first, second, head = names.split()
    return (
        Person(f"{stem}officer", first, Role.OFFICER, unit),
        Person(f"{stem}officer_2", second, Role.OFFICER, unit),
        Person(f"{stem}unit_head", head, Role.UNIT_HEAD, unit),
    )


def _above(stem: str, names: str) -> tuple[Person, ...]:
    ranks = (Role.LEGAL, Role.LEGAL, Role.LEADER, Role.SUPERVISOR, Role.SYSADMIN, Role.SECURITY, Role.AUDITOR)
    logins = ("legal", "legal_2", "leader", "supervisor", "sysadmin", "security", "auditor")
    return tuple(
        Person(f"{stem}{login}", name, role, certificate=NONE)
        for login, role, name in zip(logins, ranks, names.split(), strict=True)
    )


PLACES = (
    Place(
        code="xinglongtai",
        name="兴隆台局（演示）",
        full_name="盘锦市兴隆台区市场监督管理局（演示）",
        region="211103",
        prefix="盘兴市监",
        units=(CENTRE, NEW_WORKS, SQUAD),
        people=(
            *_pair("", "赵一 钱二 孙三", CENTRE),
            *_pair("xingong_", "李四 周五 吴六", NEW_WORKS),
            Person("zhifadui_officer", "郑七", Role.OFFICER, SQUAD),
            Person("zhifadui_officer_2", "王安", Role.OFFICER, SQUAD, EXPIRING),
            Person("zhifadui_unit_head", "冯九", Role.UNIT_HEAD, SQUAD),
            Person("expired_officer", "陈十", Role.OFFICER, CENTRE, EXPIRED),
            *_above("", "褚法 姜法二 卫局 蒋督 沈管 韩安 杨审"),
        ),
    ),
    Place(
        code="demo-jia",
        name="甲区局（演示）",
        full_name="演示市甲区市场监督管理局",
        region="990101",
        prefix="演甲市监",
        units=("演示甲一所",),
        people=(
            *_pair("jia_", "韩甲一 杨甲二 朱甲三", "演示甲一所"),
            *_above("jia_", "秦甲法 戚甲法二 尤甲局 许甲督 何甲管 水甲安 窦甲审"),
        ),
    ),
    Place(
        code="demo-yi",
        name="乙区局（演示）",
        full_name="演示市乙区市场监督管理局",
        region="990102",
        prefix="演乙市监",
        units=("演示乙一所",),
        people=(
            *_pair("yi_", "吕乙一 施乙二 张乙三", "演示乙一所"),
            *_above("yi_", "孔乙法 谢乙法二 曹乙局 严乙督 华乙管 章乙安 云乙审"),
        ),
    ),
)


def make_staff(on: date) -> list[Staff]:
    """Create everybody. ``on`` is the demo's today: certificates expire around it."""
    roles.seed()
    password = make_password(DEMO_PASSWORD)  # once: hashing is slow on purpose
    return [_make(place, serial, on, password) for serial, place in enumerate(PLACES, start=1)]


def _make(place: Place, serial: int, on: date, password: str) -> Staff:
    bureau = units.create_bureau(
        code=place.code,
        name=place.name,
        full_name=place.full_name,
        region_code=place.region,
        document_prefix=place.prefix,
        address=place.address,
        phone=place.phone,
    )
    stations = {name: units.place(Unit(parent=bureau.unit, name=name)) for name in place.units}
    people = [
        _officer(person, stations.get(person.unit, bureau.unit), serial * 100 + n, on, password)
        for n, person in enumerate(place.people, start=1)
    ]
    held = list(zip(place.people, people, strict=True))

    def only(role: Role) -> Officer:
        return next(officer for person, officer in held if person.role == role)

    def by_login(ending: str) -> Officer:
        return next(officer for person, officer in held if person.login.endswith(ending))

    def team(name: str) -> Team:
        able = [o for p, o in held if p.unit == name and p.role == Role.OFFICER and p.certificate != EXPIRED]
        head = next(o for p, o in held if p.unit == name and p.role == Role.UNIT_HEAD)
        return Team(stations[name], able[0], able[1], head)

    return Staff(
        bureau=bureau,
        region=place.region,
        teams=[team(name) for name in place.units],
        legal=only(Role.LEGAL),
        legal_2=by_login("legal_2"),
        leader=only(Role.LEADER),
        supervisor=only(Role.SUPERVISOR),
        formerly=next((o for p, o in held if p.certificate == EXPIRED), None),
        everybody=people,
    )


def _officer(person: Person, unit: Unit, serial: int, on: date, password: str) -> Officer:
    username = f"demo_{person.login}"
    user = User.objects.create(
        username=username,
        email=f"{username}@example.invalid",
        password=password,
        is_staff=person.role in roles.BACK_OFFICE,
    )
    user.groups.add(Group.objects.get(name=person.role.value))
    ends = {
        LONG_VALID: on + timedelta(days=900),
        EXPIRED: on - timedelta(days=EXPIRED_DAYS_AGO),
        EXPIRING: on + timedelta(days=EXPIRING_IN_DAYS),
    }.get(person.certificate)
    return Officer.objects.create(
        user=user,
        unit=unit,
        name=f"演示{person.name}",
        phone=f"1990001{serial:04d}",
        certificate_no=f"演示{serial:06d}" if ends else "",
        certificate_from=on - timedelta(days=1500) if ends else None,
        certificate_to=ends,
    )
