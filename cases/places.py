"""Pages of cases on «全部功能»."""

from xinglongtai.core.places import register

register("办案", "cases:intake_new", "登记检查", "四屏登记，现场出具承诺书", permission="cases.handle_case")
register("办案", "cases:list", "案件", "本人可见的全部案件，可筛选、导出", permission="cases.view_case")
register("办案", "cases:party_list", "当事人", "查找当事人和历史", permission="cases.view_party")
register("办案", "cases:measure_list", "柔性措施", "辅导、提醒、约谈等记录", permission="cases.view_case")
register("清单", "cases:review_list", "法制审核", "重点领域、清单外和不同意见", permission="cases.review_case")
