"""One bureau whose tree of units is the nation: root, provinces, cities, districts, and who works there. Plans only; no rows."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from xinglongtai.core.roles import Role

from . import words
from .chance import slots, stream
from .size import Size

#: Places among which cases and parties are dealt out to the districts.
PLACES = 1 << 16
ROOT = BUREAU = 1
#: The people at the root, by the name of their login.
CENTRE = (
    ("scale_leader", Role.LEADER),
    ("scale_supervisor", Role.SUPERVISOR),
    ("scale_legal", Role.LEGAL),
    ("scale_legal_2", Role.LEGAL),
    ("scale_sysadmin", Role.SYSADMIN),
    ("scale_security", Role.SECURITY),
    ("scale_auditor", Role.AUDITOR),
)
LEADER, SUPERVISOR, LEGAL, LEGAL_2 = 1, 2, 3, 4
#: People of one province, one city, one district: head first.
IN_PROVINCE, IN_CITY, IN_DISTRICT = 3, 1, 3
_AT_HOME = (
    ("scale_unit_head", Role.UNIT_HEAD),
    ("scale_officer", Role.OFFICER),
    ("scale_officer_2", Role.OFFICER),
)


@dataclass(frozen=True)
class Member:
    """One member of staff to be. ``login`` is empty for nearly everybody."""

    id: int
    unit: int
    name: str
    login: str = ""
    role: str = ""


class Nation:
    """Numbers of units and people, by district: what a case needs to know of where it is."""

    def __init__(self, size: Size):
        self.size = size
        self._bits = stream(size.seed, "nation")
        weights = [0.1 + min(25.0, (1 - self._bits(n)[0] / 256) ** -0.8) for n in range(size.districts)]
        self.slots = slots(weights, PLACES)
        self._names: dict[int, str] = {}
        self._shares = [0] * size.districts
        for place in self.slots:
            self._shares[place] += 1
        even = PLACES / size.districts
        #: The district of the named logins: as many cases as an even share would bring, about 1,100 at scale 1.
        self.home = min(range(size.districts), key=lambda n: (abs(self._shares[n] - even), n))

    # units

    def province_unit(self, province: int) -> int:
        return ROOT + 1 + province

    def city_unit(self, city: int) -> int:
        return ROOT + 1 + self.size.provinces + city

    def district_unit(self, district: int) -> int:
        return ROOT + 1 + self.size.provinces + self.size.cities + district

    def city_of(self, district: int) -> int:
        return district * self.size.cities // self.size.districts

    def province_of(self, city: int) -> int:
        return city * self.size.provinces // self.size.cities

    def province_of_district(self, district: int) -> int:
        return self.province_of(self.city_of(district))

    @cached_property
    def units(self) -> list[tuple[int, int, str]]:
        """(number, number of the parent, name) below the root, parents first."""
        size = self.size
        found = [(self.province_unit(n), ROOT, words.province(n)) for n in range(size.provinces)]
        for n in range(size.cities):
            found.append((self.city_unit(n), self.province_unit(self.province_of(n)), f"演示{words.place(n)}市"))
        for n in range(size.districts):
            found.append((self.district_unit(n), self.city_unit(self.city_of(n)), f"演示{self.where(n)}局"))
        return found

    def where(self, district: int) -> str:
        """The district as names of firms begin with it."""
        return words.place(self.size.cities + district) + ("区" if self._bits(district)[1] > 100 else "县")

    # people

    @cached_property
    def _first_member(self) -> tuple[int, int, int]:
        province = len(CENTRE) + 1
        city = province + IN_PROVINCE * self.size.provinces
        return province, city, city + IN_CITY * self.size.cities

    def leader_of(self, district: int) -> int:
        """Who decides what the district proposes."""
        return self._first_member[0] + IN_PROVINCE * self.province_of_district(district) + 1

    def legal_of(self, district: int) -> int:
        """Who reviews what the district is not sure of."""
        return self._first_member[0] + IN_PROVINCE * self.province_of_district(district) + 2

    def staff_of(self, district: int) -> int:
        """The head of the district; the two officers have the next numbers."""
        return self._first_member[2] + IN_DISTRICT * district

    def members(self) -> list[Member]:
        """Everybody, in the order of their numbers."""
        return [Member(n, unit, self.name_of(n), *login) for n, (unit, login) in enumerate(self._seats(), start=1)]

    def _seats(self):
        """(unit, (login, role)) in the order of :attr:`_first_member`."""
        nobody, size = ("", ""), self.size
        home_city = self.city_of(self.home)
        yield from ((ROOT, login) for login in CENTRE)
        for n in range(size.provinces):
            head = ("scale_province", Role.UNIT_HEAD) if n == self.province_of(home_city) else nobody
            yield from ((self.province_unit(n), login) for login in (head, nobody, nobody))
        for n in range(size.cities):
            yield self.city_unit(n), ("scale_city", Role.UNIT_HEAD) if n == home_city else nobody
        for n in range(size.districts):
            logins = _AT_HOME if n == self.home else (nobody,) * IN_DISTRICT
            yield from ((self.district_unit(n), login) for login in logins)

    def name_of(self, member: int) -> str:
        if member not in self._names:
            self._names[member] = words.person(self._bits(member), 8)
        return self._names[member]

    def certificate_of(self, member: int) -> str:
        return f"演示{member:08d}"

    # parties

    @cached_property
    def _parties(self) -> list[int]:
        """District → the number of the last party before its own."""
        found, due = [0], 0
        for share in self._shares:
            due += share
            found.append(max(found[-1] + 1, round(due / len(self.slots) * self.size.parties)))
        return found

    @property
    def last_party(self) -> int:
        return self._parties[-1]

    def parties_of(self, district: int) -> tuple[int, int]:
        """The first party of a district, and how many it has."""
        before, last = self._parties[district : district + 2]
        return before + 1, last - before

    def home_of_party(self, party: int) -> tuple[int, int]:
        """The district of a party and its place there."""
        district = bisect_left(self._parties, party) - 1
        return district, party - self._parties[district] - 1


def logins() -> list[str]:
    """Every named login."""
    here = [login for login, _ in (*CENTRE, *_AT_HOME)]
    return [*here, "scale_province", "scale_city"]
