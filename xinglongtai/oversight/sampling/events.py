"""Sentences of sampling (案卷评查)."""

from xinglongtai.core.audit import register

register(
    {
        "standard_draft": "起草评查标准第{number}版",
        "standard_line_add": "评查标准第{number}版增加一行（{points}）：{words}",
        "standard_line_change": "评查标准第{number}版修改一行（{points}）：{words}",
        "standard_line_remove": "评查标准第{number}版删去一行：{words}",
        "standard_enforce": "启用评查标准第{number}版：{note}",
        "drawing_draw": "{kind}，{number}：名册 {population} 件，抽取 {count} 件，名册校验值 {sha256}",
        "drawing_cancel": "撤销抽查 {number}：{reason}",
        "review_reassign": "案件 {case} 的评查由{old}改派给{new}：{reason}",
        "review_save": "案件 {case} 的评查保存草稿",
        "review_submit": "案件 {case} 的评查提交：{total}分，{grade}",
        "finding_raise": "评查意见：{words}，{due_on}前答复",
        "finding_mended": "答复评查意见，已整改：{words}",
        "finding_not_mended": "答复评查意见，说明理由：{words}",
        "finding_accepted": "评查意见了结：{finding} {words}",
        "finding_returned": "退回评查意见的答复：{words}",
        "suspicions_find": "检查疑点线索：新发现 {new} 条，有变化 {changed} 条，未变 {same} 条",
        "suspicion_decide": "疑点线索处理为“{state}”：{reason}",
    },
    kinds={"drawing_draw": "抽取评查案卷"},
)
