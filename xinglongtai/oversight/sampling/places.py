"""Pages of sampling on «全部功能», its section of the morning page, and its long work."""

from xinglongtai.core.places import register

from ..morning import sections
from . import job, section

register(
    "督导",
    "oversight:sampling",
    "案卷评查",
    "抽取已办结的案卷，打分，看结果和评查意见",
    permission="oversight.view_sampling",
)
register(
    "督导",
    "oversight:sampling_standards",
    "评查标准",
    "评查打分表的各个版本",
    permission="oversight.view_sampling",
)
register(
    "督导",
    "oversight:sampling_suspicions",
    "疑点线索",
    "按规则找出需要核实的案卷",
    permission="oversight.view_suspicion",
)
register(
    "办案", "oversight:sampling_opinions", "评查意见", "评查中对我办理的案件提出的问题", permission="cases.handle_case"
)
sections.register(section.overdue_findings, order=70)
job.register()
