"""The rules with their written definitions, in the order of the page. ``read`` names the reader in ``sampling.reading``."""

from collections.abc import Callable
from dataclasses import dataclass

from .facts import Limits
from .people import always_the_same_pair, same_words
from .photos import fixed_before_scene, recheck_with_old_photos, same_photo
from .sheets import answered_in_seconds, many_overrides
from .times import closed_at_once, in_bulk, odd_hours, rechecked_at_once


@dataclass(frozen=True)
class Rule:
    """One rule model. ``how``: the definition, with the bureau's numbers put in; ``mind``: what often explains it."""

    key: str
    title: str
    how: str
    mind: str
    read: str
    find: Callable

    def definition(self, limits: Limits) -> str:
        """The definition with the numbers that hold."""
        return self.how.format(**vars(limits))


RULES = (
    Rule(
        "fixed_before_scene",
        "整改后照片早于检查",
        "“整改后照片”文件所载拍摄时间，早于本案最早一张现场照片的拍摄时间；现场照片没有拍摄时间的，早于发现线索日期。",
        "手机时钟不准，或者把类别选错。",
        "photos",
        fixed_before_scene,
    ),
    Rule(
        "recheck_with_old_photos",
        "复查用的是以前的照片",
        "到场复查结论为整改到位，所附照片均有拍摄时间，且全部早于复查日期。免到场复查不算。",
        "复查结论补录较晚，或者附的是当事人提交的照片。",
        "recheck_photos",
        recheck_with_old_photos,
    ),
    Rule(
        "same_photo",
        "同一张照片用于两个案件",
        "两个以上案件中有内容完全相同（SHA-256 相同）的现场照片或整改后照片。",
        "同一当事人同一天分别立了两案。",
        "same_files",
        same_photo,
    ),
    Rule(
        "always_the_same_pair",
        "总是同两人办同一当事人",
        "{window_days}天内同一当事人已办结案件不少于{pair_cases}件，每一件都由同两名人员检查，所有复查也只由这两人进行。",
        "单位人手少，或者按片区分工。",
        "handled",
        always_the_same_pair,
    ),
    Rule(
        "many_overrides",
        "一张核查表多行不同意见",
        "现行核查表中，办案人写明不同意见的行不少于{override_lines}行。",
        "清单条件写得不合实际，应当反馈法制人员。",
        "overridden_sheets",
        many_overrides,
    ),
    Rule(
        "answered_in_seconds",
        "核查表几秒钟答完",
        "由办案人判断的行不少于{quick_lines}行，从登记违法行为到作出核查表不足{quick_seconds}秒。离线登记的不算。",
        "先在纸上核查完再录入。",
        "quick_sheets",
        answered_in_seconds,
    ),
    Rule(
        "same_words",
        "多个案件复查情况一字不差",
        "同一人在不少于{same_text_cases}个案件中写的复查情况完全相同，且不少于{same_text_length}个字。",
        "同类问题用了同一段常用语。",
        "notes",
        same_words,
    ),
    Rule(
        "odd_hours",
        "深夜或清晨签发承诺书",
        "承诺书在{early_hour}时以前或{late_hour}时以后签发，按人按天归并。",
        "夜间经营场所的检查。",
        "letters",
        odd_hours,
    ),
    Rule(
        "in_bulk",
        "短时间批量签发承诺书",
        "同一人在{bulk_minutes}分钟内签发承诺书不少于{bulk_letters}份，每天取最长的一段。",
        "集中整治当场办理，或者回单位后集中录入。",
        "letters",
        in_bulk,
    ),
    Rule(
        "rechecked_at_once",
        "限期承诺签发后随即登记到位",
        "限期改正的承诺，从签发到登记到场复查整改到位不足{recheck_minutes}分钟。选择“立即予以纠正”的不算。",
        "应当选“立即予以纠正”而选错了承诺方式。",
        "swift_rechecks",
        rechecked_at_once,
    ),
    Rule(
        "closed_at_once",
        "登记后几分钟结案",
        "从登记检查到结案不足{close_minutes}分钟。补录和离线登记的不算。",
        "线下办完后集中录入而没有写补录原因。",
        "swift_closes",
        closed_at_once,
    ),
)
BY_KEY = {rule.key: rule for rule in RULES}
