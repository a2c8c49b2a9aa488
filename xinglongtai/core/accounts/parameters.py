"""What a bureau decides about its accounts, and what their notices are about."""

from ..notices.topics import BELL, MAIL
from ..notices.topics import define as define_topic
from ..parameters import define

MAX_DAYS = "accounts.password_max_days"

define(
    MAX_DAYS,
    "密码最长使用天数（0 表示不作要求）",
    0,
    "默认不要求；要求定期更换的，填本机关规定的文件",
    minimum=0,
    maximum=3650,
)
define_topic("account", "账号安全", "角色、密码、动态验证码的变动", on=(BELL, MAIL), bell_fixed=True)
