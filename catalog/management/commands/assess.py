"""``manage.py assess``: facts as JSON lines in, 适用核查表 as JSON lines out. Fields are explained in docs/assess.md."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalog.eligibility import FactError, Facts, ItemRule, Parameters, assess, questions_for
from catalog.eligibility.reading import as_date, is_unknown
from catalog.eligibility_parameters import parameters_for
from catalog.models import ConditionToken, Item
from catalog.selectors import item_rule, version_in_force
from catalog.starter_rules import rules_from_csv, tokens_from_csv
from xinglongtai.core.models import Bureau

#: Keys of a line that are not facts.
OWN_KEYS = frozenset({"id", "item", "on", "rule", "facts", "parameters", "note"})
OFF_LIST = frozenset({"清单外", "off_list"})


class StarterCatalog:
    """Items from the starter CSV files."""

    def __init__(self):
        self.rules = rules_from_csv()
        self.words = {token: row["label"] for token, row in tokens_from_csv().items()}
        self.parameters = Parameters()

    def rule(self, number: str, on) -> ItemRule | None:
        return self.rules.get(number)


class BureauCatalog:
    """The published items of one bureau."""

    def __init__(self, code: str):
        bureaus = Bureau.objects.filter(code=code) if code else Bureau.objects.all()
        self.bureau = bureaus.order_by("pk").first()
        if self.bureau is None:
            raise CommandError(
                f"没有代号为“{code}”的机关。" if code else "数据库中还没有机关，可加 --starter 使用起步清单。"
            )
        self.words = dict(ConditionToken.objects.values_list("token", "label"))
        self.parameters = parameters_for(self.bureau)

    def rule(self, number: str, on) -> ItemRule | None:
        """The version in force on the day; failing that the newest published or retired one, whose lines then say so."""
        item = Item.objects.filter(bureau=self.bureau, number=number).first()
        if item is None:
            return None
        version = version_in_force(item=item, on=on) or item.versions.order_by("-version_no").first()
        return item_rule(version, on) if version else None


class Command(BaseCommand):
    help = "按事实（每行一个 JSON）给出适用核查表（每行一个 JSON）"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="事实文件，默认读标准输入")
        parser.add_argument("--bureau", default="", help="机关代号，默认第一个机关")
        parser.add_argument("--starter", action="store_true", help="直接用产品自带的起步清单，不读数据库")
        parser.add_argument("--questions", action="store_true", help="不核查，只列出该事项须由人填写的事实")

    def handle(self, *args, file, bureau, starter, questions, **options):
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        catalog = StarterCatalog() if starter else BureauCatalog(bureau)
        failed = False
        for text in self._lines(file):
            if not text.strip():
                continue
            answer = self._answer(text, catalog, questions)
            failed |= "error" in answer
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if failed:
            sys.exit(1)

    def _lines(self, file: str):
        if file == "-":
            if hasattr(sys.stdin, "reconfigure"):  # whatever the terminal's own encoding
                sys.stdin.reconfigure(encoding="utf-8", errors="replace")
            for number, line in enumerate(sys.stdin):
                yield line if number else line.removeprefix("\ufeff")
            return
        try:
            text = Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise CommandError(f"读不了文件“{file}”，须为 UTF-8 编码的文本文件。") from error
        yield from text.split("\n")  # not splitlines: U+2028 and the like may stand inside a text

    def _answer(self, text: str, catalog, questions: bool) -> dict:
        """The sheet of one line, or what is wrong with it."""
        known = {}
        try:
            try:
                data = json.loads(text, object_pairs_hook=_once)
            except FactError:
                raise
            except (ValueError, RecursionError):
                raise FactError("JSON", "不是有效的 JSON，请一行写一个对象") from None
            if not isinstance(data, Mapping):
                raise FactError("JSON", "须为对象")
            known = {"id": data["id"]} if "id" in data else {}
            return known | self._sheet(data, catalog, questions)
        except FactError as error:
            return known | {"error": str(error), "field": error.field}

    def _sheet(self, data: Mapping, catalog, questions: bool) -> dict:
        facts = data.get("facts")
        if facts is None:
            facts = {key: value for key, value in data.items() if key not in OWN_KEYS}
        elif not isinstance(facts, Mapping):
            raise FactError("facts", "须为对象")
        else:
            stray = [key for key in data if key not in OWN_KEYS]
            if stray:
                raise FactError(str(stray[0]), "不是已知的字段；已有 facts 时事实都写在 facts 里")
        day = data.get("on", facts.get("on", facts.get("核查日期")))
        on = as_date("on", day)
        if on is None:
            raise FactError("on", "缺少核查日期")
        rule = self._rule(data, catalog, on)
        words = dict(catalog.words)
        if rule:
            words |= {part.token: words.get(part.token, part.text) for part in (*rule.conditions, *rule.exclusions)}
        read = Facts.from_dict({**facts, "on": on}, words)
        if questions:
            return {"item": rule.item_no if rule else None} | {
                "questions": [vars(question) for question in questions_for(rule, read.party_kind)]
            }
        parameters = catalog.parameters
        if data.get("parameters") is not None:
            parameters = Parameters.from_dict({**parameters.to_dict(), **_mapping(data["parameters"])})
        return {"item": rule.item_no if rule else None} | assess(rule, read, parameters).to_dict()

    def _rule(self, data: Mapping, catalog, on) -> ItemRule | None:
        """The inline rule, the listed item, or None for 清单外: that has to be said with ``"item": null``."""
        if data.get("rule") is not None:
            return ItemRule.from_dict(data["rule"])
        if "item" not in data:
            raise FactError("item", "缺少事项编号；清单外请写 null")
        number = data["item"]
        if is_unknown(number) or str(number) in OFF_LIST:
            return None
        rule = catalog.rule(str(number).strip(), on)
        if rule is None:
            raise FactError("item", f"找不到事项“{number}”")
        return rule


def _once(pairs: list) -> dict:
    """A JSON object in which no key stands twice: the last of two answers must not win in silence."""
    data = {}
    for key, value in pairs:
        if key in data:
            raise FactError(key, "写了两次，请只留一个")
        data[key] = value
    return data


def _mapping(value) -> Mapping:
    if not isinstance(value, Mapping):
        raise FactError("parameters", "须为对象")
    return value
