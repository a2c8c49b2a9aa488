"""What a pad sends is handwriting, or it is refused in Chinese."""

import pytest

from pledges.service.ink import MAXIMUM_BYTES, read_ink
from tests.factories import photo
from tests.signing_stage import ink, png, sent
from xinglongtai.core.errors import DomainError


def test_a_name_passes_as_it_was_sent():
    assert read_ink(ink()) == png()
    assert read_ink(ink(mode="RGBA")) == png(mode="RGBA")  # a pad without a ground


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "还没有签名"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "没有收到签名图像"),
        ("data:image/png;base64,!!!!", "已损坏"),
        (sent(b"MZ this is a program"), "已损坏"),
        (sent(photo().read()), "已损坏"),
        (sent(png()[:-60]), "已损坏"),
        ("data:image/png;base64," + "A" * (MAXIMUM_BYTES * 4 // 3 + 100), "超过 300 KB"),
        (ink(size=(60, 30)), "尺寸不对"),
        (ink(size=(5000, 300)), "尺寸不对"),
        (ink(strokes=[]), "是空的"),
        (ink(strokes=[[(100, 100), (106, 103)]], width=8), "只有一个点"),
        (ink(strokes=[[(10, 10), (130, 12)]], width=1), "只有一个点"),
    ],
)
def test_everything_else_is_refused(data, words):
    with pytest.raises(DomainError, match=words) as refusal:
        read_ink(data)
    assert refusal.value.field == "ink"
