"""Parameters of the party's page: wrong tries, length of a visit, files, recheck without a visit."""

from xinglongtai.core.parameters import define

_OURS = "参数，由本机关确定"
define("party.tries", "当事人页面：连续输错几次后锁定", 5, _OURS, minimum=3, maximum=20)
define("party.lock_minutes", "当事人页面：第一次锁定多久（分钟，再锁加倍）", 15, _OURS, minimum=1, maximum=1440)
define("party.address_tries", "当事人页面：同一网络地址输错几次后锁定", 30, _OURS, minimum=5, maximum=1000)
define("party.visit_minutes", "当事人页面：停留多久须重新核对（分钟）", 30, _OURS, minimum=5, maximum=240)
define("party.max_files", "当事人页面：一份承诺最多交几个文件", 60, _OURS, minimum=1, maximum=500)
define("recheck.remote", "免到场复查（当事人按验证字拍照）", False, _OURS, kind="bool")
define("recheck.word_minutes", "免到场复查：验证字有效多久（分钟）", 10, _OURS, minimum=3, maximum=120)
