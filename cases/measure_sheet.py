"""The sheet a party may keep of a soft measure: facts resolved to printed words. Pure; no number, no database."""

from datetime import date

from xinglongtai.core.workdays import chinese_date

KIND, TEMPLATE_VERSION = "measure", "v1"
NOT_A_PENALTY = "本单记录的是指导、提醒和教育，不是行政处罚，不收取任何费用，也不影响您依法享有的权利。对内容有疑问的，可以联系本局。"


def build(
    *,
    bureau_name: str,
    bureau_phone: str,
    unit_name: str,
    kind_label: str,
    on: date,
    place: str,
    party_name: str,
    topic: str,
    explained: str,
    laws: str,
    received_by: str,
    officers: list[str],
    set_aside_reason: str = "",
    demo: bool = False,
    articles: list[tuple[str, str]] = (),
) -> dict:
    """The printed strings. A measure taken back prints 「已撤销」 across the sheet; ``demo`` prints 「演示」.

    ``articles`` are (name, words) of the provisions named, where their text is loaded.
    """
    marks = [word for word, wanted in (("演示", demo), ("已撤销", bool(set_aside_reason))) if wanted]
    return {
        "bureau_name": bureau_name,
        "bureau_phone": bureau_phone,
        "unit_name": unit_name,
        "kind_label": kind_label,
        "on_text": chinese_date(on),
        "place": place,
        "party_name": party_name,
        "topic": topic,
        "paragraphs": [line.strip() for line in explained.splitlines() if line.strip()],
        "laws": laws,
        "articles": [{"name": name, "lines": words.split("\n")} for name, words in articles],
        "received_by": received_by,
        "officers_text": "、".join(officers),
        "not_a_penalty": NOT_A_PENALTY,
        "mark": "·".join(marks),
    }
