"""A bureau's list with a past: what the tests of the public page play with, around a «today» of 2026-11-22."""

from datetime import date
from types import SimpleNamespace

from catalog.models import Batch, Item, ItemVersion, SourceList, Statute, StatuteVersion
from catalog.status import LoadState
from tests import factories as make
from xinglongtai.core.roles import Role

LAW = "中华人民共和国广告法"
#: What is written on the versions and on nobody's page.
INNER = {
    "note": "内部备注一二三",
    "evidence": "参考甲地清单",
    "verified_text": "核对文本甲",
    "keywords": "招牌没挂;亮照",
}
PUBLISHER = "演示发布员甲"
SECRETS = (
    "内部备注一二三",
    "参考甲地清单",
    "核对文本甲",
    "招牌没挂",
    PUBLISHER,
    "还是草稿",
    "等待审核",
    "已停用的违法行为",
)


def world(code: str = "xlt") -> SimpleNamespace:
    """R3 was changed on 2026-03-01, A1 ended on 2026-05-31, F1 begins on 2027-01-01; S1 is switched off, D1 a draft."""
    bureau = make.bureau(code, f"演示市{code}区市场监督管理局")
    publisher = make.officer(bureau.unit, Role.LEGAL, certified=False, name=PUBLISHER)
    second = Batch.objects.create(bureau=bureau, name="第二批", sequence=2)
    sample = Batch.objects.create(bureau=bureau, name="起步清单", sequence=3, is_sample=True)
    source = SourceList.objects.create(
        bureau=bureau, level="province", title="演示省免罚清单", document_number="演示发〔2026〕1号"
    )
    statute, _ = Statute.objects.get_or_create(title=LAW, defaults={"kind": "law"})
    wording, _ = StatuteVersion.objects.get_or_create(
        statute=statute, version_date=date(2021, 4, 29), defaults={"effective_from": date(2021, 4, 29)}
    )
    cited = [{"role": "violated", "statute": statute, "statute_version": wording, "article_label": "第十四条第二款"}]

    def item(number: str, **values) -> ItemVersion:
        return make.item(bureau, number, publisher, **{**INNER, **values})

    first, later = date(2025, 1, 1), date(2026, 3, 1)
    kept = {"corrected": "已经改正"}
    r3_1 = item("R3", retired=True, effective_from=first, effective_to=date(2026, 2, 28), correction_days_max=5,
                retire_reason="由第2版接替", tokens=kept)  # fmt: skip
    r3_2 = item("R3", batch=second, source_list=source, effective_from=later, correction_days_max=3,
                tokens={**kept, "licence_valid": "持有有效执照"})  # fmt: skip
    Item.objects.create(bureau=bureau, number="A1", domain="广告")
    a1 = item("A1", retired=True, violation="=广告未显著标明", violated_law=LAW, violated_article="第十四条第二款",
              effective_from=first, effective_to=date(2026, 5, 31), retire_reason="上级清单已调整", citations=cited)  # fmt: skip
    f1 = item("F1", violation="食品标签有瑕疵", batch=sample, key_area="food", load_state=LoadState.REVIEW,
              effective_from=date(2027, 1, 1), published_on=date(2026, 11, 2), citations=cited)  # fmt: skip
    item("S1", violation="已停用的违法行为", load_state=LoadState.DISABLED)
    drafted = Item.objects.create(bureau=bureau, number="D1", domain="草稿领域")
    ItemVersion.objects.create(item=drafted, batch=second, violation="还是草稿的违法行为", leniency_kind="minor")
    return SimpleNamespace(
        bureau=bureau, second=second, sample=sample, source=source, wording=wording, r3_1=r3_1, r3_2=r3_2, a1=a1, f1=f1
    )
