"""Closed lists of 送达, signatures and agents. Plain enumerations: models, rules, verbs and pages import them."""

from django.db import models


class SignerRole(models.TextChoices):
    """As what a person signs."""

    PARTY = "party", "当事人"
    AGENT = "agent", "委托代理人"
    OFFICER = "officer", "执法人员"
    WITNESS = "witness", "见证人"


class SignatureWay(models.TextChoices):
    """How the name came onto the paper. The pad keeps an image of handwriting and is nothing more than that."""

    PAPER = "paper", "纸上签名"
    PAD = "pad", "手写签名图像"


class Holder(models.TextChoices):
    """Whose device the pad was drawn on."""

    OFFICER = "officer", "执法人员的设备，交签名人手写"
    PARTY = "party", "签名人自己的设备"


class Relation(models.TextChoices):
    """Who took the paper, as 程序规定 82(一) lists them."""

    SELF = "self", "本人"
    FAMILY = "family", "同住成年家属"
    HEAD = "head", "法定代表人、主要负责人"
    RECEIVER = "receiver", "单位负责收件的人"
    AGENT = "agent", "代理人"
    DESIGNATED = "designated", "指定代收人"


class AgentScope(models.TextChoices):
    """What the 授权委托书 calls its authority."""

    GENERAL = "general", "一般授权"
    SPECIAL = "special", "特别授权"


class ElectronicWay(models.TextChoices):
    """The electronic ways 程序规定 82(三) names."""

    SMS = "sms", "手机短信"
    FAX = "fax", "传真"
    MAIL = "mail", "电子邮件"
    MESSENGER = "messenger", "即时通讯账号"


class NoticeChannel(models.TextChoices):
    """Where a 公告 stands (程序规定 82(五))."""

    BOARD = "board", "公告栏和住所地张贴"
    NEWSPAPER = "newspaper", "报纸"
    WEBSITE = "website", "门户网站"
