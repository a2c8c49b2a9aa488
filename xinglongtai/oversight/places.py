"""Pages of oversight on «全部功能» that stood before its topics had packages of their own."""

from xinglongtai.core.places import register

register(
    "督导", "oversight:evaluation", "实施评估", "清单事项的实施情况和年度报告", permission="oversight.view_evaluation"
)
register("清单", "oversight:law_watch", "法规变动", "法规修改、废止牵动的清单事项", permission="catalog.view_lawchange")
