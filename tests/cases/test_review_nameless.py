"""What leaves a dossier names nobody."""

from types import SimpleNamespace

from cases.nameless import without_party

PARTY = SimpleNamespace(
    name="兴隆台区演示红星超市",
    operator="演示经营者",
    address="演示路12号",
    uscc="92211103MA0000001X",
    registration_no="",
    id_number="211103198001010012",
    phone="19900001234",
)


def test_names_numbers_and_address_are_replaced():
    said = "兴隆台区演示红星超市（演示经营者，演示路12号，92211103MA0000001X，电话19900001234）承认"
    assert without_party(said, PARTY) == "当事人（当事人，（地址略），（号码略），电话（号码略））承认"


def test_other_peoples_numbers_go_too_and_amounts_stay():
    said = "投诉人13800001111，身份证211103198001010039，货值500元，2026年11月22日"
    assert without_party(said, PARTY) == "投诉人（号码略），身份证（号码略），货值500元，2026年11月22日"


def test_a_name_of_one_character_is_left_alone():
    nobody = SimpleNamespace(**{**vars(PARTY), "operator": "李"})
    assert without_party("李子园", nobody) == "李子园"
