"""Sentences of ledger (台账)."""

from xinglongtai.core.audit import register

register(
    {
        "ledger_export": "导出台账 {count} 条（{form}{full}）{filters} {reason}",
        "ledger_download": "下载台账文件 {file}",
        "past_run_drop": "放弃导入历史台账 {file}",
        "past_run_take": "导入历史台账 {file}：新增 {new} 条，变更 {changed} 条",
        "past_run_undo": "撤销历史台账导入 {file}：撤销 {undone} 条，保留 {kept} 条",
    }
)
