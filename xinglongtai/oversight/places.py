"""Pages of oversight on «全部功能» that stood before its topics had packages of their own."""

from xinglongtai.core.places import register

from . import staffing_section  # noqa: F401  (adds people to the morning page)

register("督导", "oversight:brief", "晨报", "昨天以来新出现、今天要人处理的事", permission="oversight.view_brief")
register(
    "督导", "oversight:overdue", "逾期审查", "逾期承诺的筛选、督办、改派和导出", permission="oversight.view_overdue"
)
register(
    "督导", "oversight:evaluation", "实施评估", "清单事项的实施情况和年度报告", permission="oversight.view_evaluation"
)
register("清单", "oversight:law_watch", "法规变动", "法规修改、废止牵动的清单事项", permission="catalog.view_lawchange")
