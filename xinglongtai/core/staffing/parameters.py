"""What a bureau asks of its people. Nothing blocks anybody before the bureau switches it on."""

from ..parameters import define

_OWN = "本机关自定；设计默认值"
_UNSURE = "待核实：请填本机关依据的文件"

define("staffing.soon_days", "证件、保险、考试到期前多少天提醒", 30, _OWN, minimum=1, maximum=365)
define("staffing.training_hours", "每人每年培训学时要求（0 表示不作要求）", 0, _UNSURE, minimum=0, maximum=500)
define("staffing.require_exam", "没有有效考试合格记录的不能执法", False, _UNSURE, kind="bool")
define("staffing.require_training", "上一年度学时不足的不能执法", False, _UNSURE, kind="bool")
define("staffing.require_insurance", "没有有效人身意外伤害险的不能执法", False, _UNSURE, kind="bool")
