"""What a bureau decides about messages that leave the house."""

from ..parameters import define

_OWN = "本机关自定；设计默认值"

define("notices.mail", "用电子邮件发送消息", True, _OWN, kind="bool")
define("notices.sms", "用短信发送消息（须先配置短信平台）", False, _OWN, kind="bool")
define("notices.daily_hour", "每天汇总邮件的发送时间（点）", 8, _OWN, minimum=0, maximum=23)
