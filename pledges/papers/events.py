"""Sentences of what happens to papers and to their wording."""

from xinglongtai.core.audit import register

register(
    {
        "paper_issue": "签发{title} {number}",
        "paper_void": "作废{title} {number}：{reason}",
        "paper_print": "打开或打印{title} {number}",
        "wording_save": "修改{kind}的模板文字，第{version}版待启用：{note}",
        "wording_approve": "启用{kind}的模板文字第{version}版",
    },
    kinds={"paper_issue": "签发文书", "paper_void": "作废文书", "paper_print": "打开或打印文书"},
)
