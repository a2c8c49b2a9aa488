"""Pages of ledger on «全部功能»."""

from xinglongtai.core.places import register

register(
    "统计与台账", "oversight:ledger", "台账", "按期间、单位、事项查台账，导出 26 栏", permission="oversight.view_ledger"
)
register(
    "统计与台账",
    "oversight:ledger_files",
    "台账导出文件",
    "本人导出的大文件，到期自动删除",
    permission="oversight.view_ledger",
)
register(
    "统计与台账",
    "oversight:past",
    "导入历史台账",
    "把系统启用前的承诺、处罚记录导入，供首违核查",
    permission="oversight.import_ledger",
)
