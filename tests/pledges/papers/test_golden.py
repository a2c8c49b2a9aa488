"""Every kind as it is printed: its words, its number, embedded fonts, A4, and the same bytes again."""

import hashlib
import re

import pypdf
import pytest

from pledges.papers import due
from pledges.papers.compose import compose
from pledges.papers.defaults import DEFAULTS
from pledges.papers.kinds import PaperKind
from pledges.papers.sample import SAMPLE_DAY, sample_material, sample_values
from xinglongtai.core import fonts, typesetting

NUMBER = "演示市监X〔2026〕1号"
GOLDEN = {
    due.SCENE: (
        "现场笔录检查时间2026年9月25日9时30分至10时15分检查地点兴隆台区演示路1号当事人兴隆台区演示1号综合超市",
        "执法人员演示员甲、演示员乙向当事人出示执法证件，说明来意，告知当事人依法享有陈述权、申辩权以及申请回避的权利。",
        "现场情况：营业执照未置于住所或主要经营场所醒目位置。检查时营业执照放在收银台抽屉内，店堂内未见悬挂。",
        "当事人的陈述：不知道要挂出来，马上改。",
    ),
    due.ORDER: (
        "责令改正通知书演示市监X〔2026〕1号兴隆台区演示1号综合超市：本局执法人员演示员甲、演示员乙在2026年9月25日的检查中发现，你单位存在下列行为："
        "营业执照未置于住所或主要经营场所醒目位置。",
        "依据《中华人民共和国行政处罚法》第二十八条第一款和《中华人民共和国市场主体登记管理条例》第四十八条第一款的规定，现责令你单位于2026年10月15日前改正。",
        "演示市兴隆台区市场监督管理局2026年9月25日（印章）",
    ),
    due.ADDRESS: ("送达地址确认书", "执法文书送达至受送达人确认的地址，即视为送达", "□同意□不同意"),
    due.SERVICE: ("送达回证", "责令改正通知书演示市监责改〔2026〕1号", "柔性执法告知承诺书演示市监柔承〔2026〕1号"),
    due.RECHECK: ("复查记录", "复查情况：营业执照已悬挂在店堂正门内侧醒目位置。", "复查结果：整改到位。"),
    due.NO_CASE: (
        "不予立案审批表",
        "当事人首次违法，情节轻微，已在期限内改正，没有造成危害后果。",
        "建议不予立案。",
        "同意。",
    ),
    due.FILING: ("立案审批表", "有证据初步证明当事人存在", "程序规定》第十九条，建议立案。"),
    due.NO_PENALTY: (
        "不予行政处罚决定书演示市监X〔2026〕1号",
        "依据中华人民共和国行政处罚法第三十三条，本局决定对你单位不予行政处罚。",
        "自收到本决定书之日起六十日内依法申请行政复议",
    ),
    due.CLOSING: ("结案审批表", "第七十七条第四项，建议结案。", "执行情况：没有需要执行的罚没款。"),
    due.REFERRAL: (
        "案件移送函演示市监X〔2026〕1号演示市公安局兴隆台分局：",
        "附：移送材料1.案件材料复印件",
        "回执今收到演示市兴隆台区市场监督管理局移送的",
    ),
}


def press(kind: str, *, number: str | None = None, preview: bool = False, **changes) -> bytes:
    snapshot = compose(kind, sample_material(), sample_values(kind), DEFAULTS[kind], on=SAMPLE_DAY).snapshot
    given = NUMBER if kind in due.NUMBERED else ""
    return typesetting.letter_pdf(
        "paper", "v1", {**snapshot, **changes}, number=given if number is None else number, preview=preview
    )


def text_of(path) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


@pytest.mark.parametrize("kind", PaperKind.values)
def test_golden(kind, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(press(kind))
    text = text_of(path)
    for words in GOLDEN[kind]:
        assert words in text, text
    assert "演示市兴隆台区市场监督管理局" in text and "第1页共" in text
    assert "本件不具有法律效力" not in text and (NUMBER in text) is (kind in due.NUMBERED)
    reader = pypdf.PdfReader(path)
    assert (round(float(reader.pages[0].mediabox.width)), round(float(reader.pages[0].mediabox.height))) == (595, 842)
    assert len(reader.pages) <= 2 and b"WP-Encod-0" not in path.read_bytes()
    names = set()
    for sheet in reader.pages:
        for font in sheet["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            names.add(str(font["/BaseFont"]))
    if len(fonts.prepared()) == len(fonts.FACES):
        assert all("XLT-" in name for name in names)


def test_the_same_facts_give_the_same_bytes():
    first, again = press(due.ORDER), press(due.ORDER)
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()


@pytest.mark.parametrize(
    ("demo", "preview", "mark"),
    [(True, False, "「演示」"), (False, True, "「预览」"), (True, True, "「演示」「预览」")],
)
def test_marks(demo, preview, mark, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(press(due.SERVICE, demo=demo, preview=preview))
    assert f"{mark}本件不具有法律效力" in text_of(path)


def test_a_number_of_another_register_is_printed(tmp_path):
    kind, path = due.NO_PENALTY, tmp_path / "paper.pdf"
    snapshot = compose(kind, sample_material(), sample_values(kind), DEFAULTS[kind], on=SAMPLE_DAY).snapshot
    path.write_bytes(typesetting.letter_pdf("paper", "v1", {**snapshot, "number": "他局〔2026〕9号"}, number=""))
    assert "不予行政处罚决定书他局〔2026〕9号" in text_of(path)
