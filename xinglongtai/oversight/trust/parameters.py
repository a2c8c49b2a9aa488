"""Parameters of trust (守信失信). The lists are off unless the bureau says otherwise."""

from xinglongtai.core.parameters import define

from .status import POLICY

define("trust.lists_enabled", "启用守信失信名单", False, f"{POLICY}；适用条件和措施待核实，默认不启用", kind="bool")
define("trust.list_days_max", "守信失信名单最长期限（日历日）", 365, "参数，由本机关确定", minimum=1, maximum=3650)
