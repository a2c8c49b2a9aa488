"""Number series of the papers that bear a number. 笔录、回证、确认书和审批表 have none: no rule asks for one."""

from xinglongtai.core.numbering import declare

from .kinds import PaperKind

declare(PaperKind.ORDER.value, "责令改正通知书", "{prefix}责改〔{year}〕{n}号")
declare(PaperKind.NO_PENALTY.value, "不予行政处罚决定书", "{prefix}不罚〔{year}〕{n}号")
declare(PaperKind.REFERRAL.value, "案件移送函", "{prefix}移〔{year}〕{n}号")
