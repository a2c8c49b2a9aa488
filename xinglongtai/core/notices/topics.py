"""What notices are about: a closed list, so that a person can say what they want to hear of, and where."""

from dataclasses import dataclass

BELL, MAIL, SMS = "bell", "mail", "sms"
OTHER = "other"


@dataclass(frozen=True)
class Topic:
    """One subject. ``on``: channels that are on until the person says otherwise; ``bell_fixed``: the bell cannot be switched off.

    ``own_mail``: its mail is written and sent by a command of its own (the daily digest), never one line at a time.
    """

    key: str
    label: str
    words: str
    on: frozenset[str]
    bell_fixed: bool = False
    own_mail: bool = False


_TOPICS: dict[str, Topic] = {}


def define(
    key: str, label: str, words: str, *, on: tuple[str, ...] = (BELL,), bell_fixed: bool = False, own_mail: bool = False
) -> None:
    """Add a topic. A higher room may add its own from ``AppConfig.ready``; a second definition replaces the first."""
    _TOPICS[key] = Topic(key, label, words, frozenset(on), bell_fixed, own_mail)


def topics() -> list[Topic]:
    """All topics in the order of the page, «其他» last."""
    return sorted(_TOPICS.values(), key=lambda topic: topic.key == OTHER)


def topic_of(key: str) -> Topic:
    """The topic named ``key``; «其他» for a word nobody declared."""
    return _TOPICS.get(key) or _TOPICS[OTHER]


define("urge", "督办", "督办意见和答复", on=(BELL, MAIL), bell_fixed=True)
define("approval", "审批", "延期、处理意见、转立案、移送的报批和结果", on=(BELL, MAIL), bell_fixed=True)
define("review", "法制审核", "提请审核、审核意见", on=(BELL, MAIL))
define("handover", "移交改派", "案件移交、改派给您", on=(BELL, MAIL))
define("recheck", "复查", "当事人交来材料，等待复查")
define("party", "当事人来件", "当事人在网上签字、申请和意见")
define("due", "到期", "改正期限、核查期限将到或已过")
define("digest", "每日提醒", "每天早上汇总一次的待办", on=(BELL, MAIL), own_mail=True)
define("sampling", "评查", "案卷评查的通知、整改和答复", on=(BELL, MAIL))
define("publication", "公示", "处罚信息公示的报送和期限")
define("trust", "信用", "守信失信记录的异议和决定")
define("catalog", "清单和文书", "清单事项、文书模板的提交、退回和启用")
define("law", "法规变动", "法规修改、废止牵动的清单事项")
define("staffing", "人员", "执法证、培训、保险和装备")
define("audit", "操作记录", "校验操作记录发现的问题", on=(BELL, MAIL), bell_fixed=True)
define("bridge", "数据对接", "接口令牌和推送")
define("backup", "备份", "备份和编号流水的故障", on=(BELL, MAIL), bell_fixed=True)
define(OTHER, "其他", "不属于以上各类的消息")
