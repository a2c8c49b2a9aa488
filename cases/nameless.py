"""Words about a case without what names the party: for what leaves the dossier (candidates for the list). Pure."""

from xinglongtai.core.privacy.masking import hide_numbers

#: What stands instead of a name, a number or an address.
PARTY, NUMBER = "当事人", "（号码略）"
#: Shorter values are everyday words too.
_LEAST = 2


def without_party(text: str, party) -> str:
    """``text`` with the party's name, people, address and numbers replaced; other identity and phone numbers too."""
    named = {party.name: PARTY, party.operator: PARTY, party.address: "（地址略）"}
    numbers = dict.fromkeys((party.uscc, party.registration_no, party.id_number, party.phone), NUMBER)
    for value, instead in sorted({**named, **numbers}.items(), key=lambda pair: -len(pair[0])):
        if len(value.strip()) >= _LEAST:
            text = text.replace(value.strip(), instead)
    return hide_numbers(text, NUMBER)
