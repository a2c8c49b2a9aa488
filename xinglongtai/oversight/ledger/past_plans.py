"""What a row of a sheet of the past would do: new, changed (old → new), there already, or refused with every reason."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.utils.crypto import salted_hmac

from cases.status import ItemMatch
from xinglongtai.core.display import cn_date, mask_id

from .past_lines import Told
from .past_stock import FIELDS, NUMBERS, PAPERS, Known, Stock, same_party
from .status import LineKind

_LABELS = {
    "party_name": "当事人名称",
    "uscc": "统一社会信用代码",
    "registration_no": "旧注册号",
    "id_number": "身份证号",
    "address": "地址",
    "violation": "违法行为",
    "act_on": "违法日期",
    "pledge_number": "承诺书编号",
    "document_number": "决定书文号",
    "outcome": "处理结果",
    "breached": "失诺",
    "corrected": "已整改到位",
    "note": "备注",
    "item_id": "清单事项",
}
#: How sure a matched item is; a surer one replaces a less sure one, never the other way round.
_SURE = {"": 0, ItemMatch.LIKELY: 1, ItemMatch.WORDS: 2, ItemMatch.NUMBER: 3}


@dataclass
class Plan:
    """What becomes of a row. ``values``: the record as it would stand; ``known``: the one it changes or repeats."""

    told: Told
    kind: str
    values: dict = field(default_factory=dict)
    known: Known | None = None
    changes: list[list[str]] = field(default_factory=list)
    item: str = ""

    @property
    def digest(self) -> str:
        """The same for the same outcome: what was tried and what is written are compared by it."""
        return digest_of(self.values) if self.kind != LineKind.REFUSED else ""

    def shown(self) -> dict:
        """The row for the preview; a person's number masked."""
        values = self.told.values
        code = values.get("uscc") or values.get("registration_no") or mask_id(values.get("id_number", ""))
        result = "失诺" if values["breached"] else "已整改到位" if values["corrected"] else values["outcome"]
        return {
            "party": values["party_name"][:100],
            "code": code,
            "on": cn_date(values["act_on"]),
            "violation": values["violation"][:100],
            "item": self.item,
            "number": values["document_number"] or values["pledge_number"],
            "result": result,
        }


def digest_of(values: dict) -> str:
    """A fingerprint of what a record says, keyed: a number could be tried out against a plain one."""
    told = [str(values.get(name) or "") for name in FIELDS]
    return keyed(hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest())


def keyed(digest: str) -> str:
    """A plain digest closed with the installation's SECRET_KEY."""
    return salted_hmac("oversight.ledger.digest", digest, algorithm="sha256").hexdigest()


def plan_row(stock: Stock, told: Told) -> Plan:
    """Compare a row with what stands and with the rows above it; the row is known to those below from then on."""
    values = {name: told.values.get(name, "") for name in FIELDS} | {"item_id": None, "item_match": ""}
    found = stock.item(told.item, values["violation"]) if values["violation"] else None
    item = ""
    if found:
        values["item_id"], values["item_match"] = found.item_id, str(found.match)
        item = found.number + (f"（相近 {round(found.sure * 100)}%）" if found.match == ItemMatch.LIKELY else "")
        if found.match == ItemMatch.LIKELY:
            told.notes.append(f"表述与清单事项 {found.number} 相近，是否同类由人判断")
    elif told.item or values["violation"]:
        told.notes.append("清单中没有对应事项，只记文字，是否同类由人判断")
    told.reasons += [f"“{values[name]}”是本系统签发的文号，不必导入" for name in PAPERS if stock.own(values[name])]
    known = _known(stock, told, values) if values["act_on"] else None
    if known and known.line:
        told.reasons.append(f"与第 {known.line} 行重复")
    if told.reasons:
        told.reasons = list(dict.fromkeys(told.reasons))
        return Plan(told, LineKind.REFUSED, values, item=item)
    if known is None:
        stock.add(Known(values, line=told.number))
        return Plan(told, LineKind.NEW, values, item=item)
    merged = _merged(known.values, values)
    changes = _changes(known.values, merged)
    stock.add(Known(merged, line=told.number))
    return Plan(told, LineKind.CHANGED if changes else LineKind.SAME, merged, known, changes, item)


def _known(stock: Stock, told: Told, values: dict) -> Known | None:
    """The record a row tells of: by a paper's number with the same act, else by party, act and day."""
    papers = [known for name in PAPERS for known in stock.same_paper(name, values[name])]
    for known in papers:
        if same_party(known.values, values) is False:
            where = f"第 {known.line} 行" if known.line else "已有记录"
            told.reasons.append(f"文号与{where}相同，当事人却不同，请核对")
            return None
    acts = [known for known in stock.same_act(values) if _may_be_one(known.values, values)]
    acts.sort(key=lambda known: known.line == 0)  # the file's own rows first: a repetition is told as one
    return acts[0] if acts else None


def _may_be_one(one: dict, other: dict) -> bool:
    """Whether two records of the same act and day can be one: the same party, and no two different numbers."""
    numbers = all(one[name] == other[name] for name in PAPERS if one[name] and other[name])
    return numbers and same_party(one, other) is not False


def _merged(old: dict, new: dict) -> dict:
    """What the record says afterwards: a blank cell takes nothing away, a less sure item does not replace a surer one."""
    merged = {name: new[name] or old[name] for name in FIELDS}
    if new["breached"] or new["corrected"]:
        merged["breached"], merged["corrected"] = new["breached"], new["corrected"]
    if _SURE[new["item_match"]] <= _SURE[old["item_match"]]:
        merged["item_id"], merged["item_match"] = old["item_id"], old["item_match"]
    return merged


def _changes(old: dict, new: dict) -> list[list[str]]:
    return [
        [label, _words(name, old[name]), _words(name, new[name])]
        for name, label in _LABELS.items()
        if (old[name] or "") != (new[name] or "")
    ]


def _words(name: str, value) -> str:
    if name in NUMBERS[2:]:
        return mask_id(value)
    if name == "item_id":
        return "已对应" if value else "未对应"
    if isinstance(value, bool):
        return "是" if value else "否"
    return cn_date(value) if isinstance(value, date) else str(value or "")[:100]
