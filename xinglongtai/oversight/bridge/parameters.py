"""Parameters of bridge (对接)."""

from xinglongtai.core.parameters import define

_OWN = "参数，由本机关确定"
define("bridge.token_days", "接口凭证有效期最长（日历日）", 365, _OWN, minimum=1, maximum=1100)
define("bridge.calls_a_minute", "每个接口凭证每分钟最多调用次数", 120, _OWN, minimum=1, maximum=6000)
define("bridge.delivery_tries", "变化推送最多尝试次数", 12, _OWN, minimum=1, maximum=50)
define("bridge.feed_past_days", "日历订阅显示过去多少天的期限", 30, _OWN, minimum=0, maximum=365)
