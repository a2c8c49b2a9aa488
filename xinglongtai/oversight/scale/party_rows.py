"""Rows of parties."""

from cases.models import Party
from cases.status import PartyKind
from xinglongtai.core.vault.text import close

from ..demo.identities import id_number_of, uscc_of
from . import words
from .chance import stream
from .lives import Life, Lives
from .nation import BUREAU
from .tables import Sink, Table

_K = PartyKind
#: Second character of the 信用代码 by kind (GB 32100).
_CODE_KIND = {_K.INDIVIDUAL: "2", _K.COOPERATIVE: "3"}
#: Of so many natural persons one has left an 身份证号.
WITH_NUMBER = 20


class PartyRows:
    """Writes parties and tells their names, which are functions of their numbers."""

    def __init__(self, lives: Lives):
        self.lives, self.nation, self.days = lives, lives.nation, lives.days
        self._bits = stream(self.nation.size.seed, "party")
        self._where = [self.nation.where(n) for n in range(self.nation.size.districts)]
        self.table = Table(
            Party, "id", "kind", "name", "name_key", "uscc", "id_number", "id_mark", "operator", "phone", "address",
            "address_key", "created_by_id", "created_at", bureau_id=BUREAU,
        )  # fmt: skip

    def name(self, party: int, district: int) -> str:
        """The name of a party that lives in ``district``."""
        return words.firm(self.lives.kind_of(party), self._where[district], self._bits(party))

    def operator(self, party: int) -> str:
        """Who stands for it; a natural person stands for nobody."""
        return "" if self.lives.kind_of(party) == _K.PERSON else words.person(self._bits(party), 8)

    def introduce(self, life: Life) -> None:
        """Name the party of a life, once."""
        bits = self._bits(life.party)
        life.party_name = words.firm(life.kind, self._where[life.district], bits)
        life.operator = life.party_name if life.kind == _K.PERSON else words.person(bits, 8)

    def phone(self, party: int) -> str:
        return f"1990{party % 10_000_000:07d}"

    def code(self, party: int, district: int) -> str:
        """Its 统一社会信用代码 with a true check digit; "" for a natural person."""
        kind = self.lives.kind_of(party)
        if kind == _K.PERSON:
            return ""
        return uscc_of(party, kind=_CODE_KIND.get(kind, "1"), region=self._region(district))

    def _region(self, district: int) -> str:
        return f"99{self.nation.province_of_district(district) + 1:02d}{self.nation.city_of(district) % 90 + 10}"

    def address(self, party: int, district: int) -> str:
        return f"{self._where[district]}演示街道演示路{party}号"

    def write(self, party: int, sink: Sink) -> None:
        district, place = self.nation.home_of_party(party)
        kind, name, address = self.lives.kind_of(party), self.name(party, district), self.address(party, district)
        number = self._id_number(party, kind, district)
        count = self.nation.parties_of(district)[1]
        span = self.days.now - self.days.first
        day = self.days.first + max(0, (place + 1) * (span + 400) // count - 400) - 1
        values = (
            party, kind, name, name, self.code(party, district), close(number, _place("id_number")) if number else "",
            _mark(number), self.operator(party), self.phone(party), address, address,
            self.nation.staff_of(district) + 1, self.days.moment(max(0, day), party % 20_000),
        )  # fmt: skip
        sink.add(self.table, values)

    def _id_number(self, party: int, kind: str, district: int) -> str:
        if kind != _K.PERSON or party % WITH_NUMBER:
            return ""
        born = f"{1950 + party % 50}{party % 12 + 1:02d}{party % 28 + 1:02d}"
        return id_number_of(party, region=self._region(district), born=born)


def _place(column: str) -> str:
    return Party._meta.get_field(column).place


def _mark(number: str) -> str:
    return Party._meta.get_field("id_mark").made(number)
