"""Sentences of what happens to files of cases."""

from xinglongtai.core.audit import register

register(
    {
        "casefile_make": "制作{kind}：{pages}页，{words}",
        "casefile_open": "下载{kind}（{words}） {why}",
        "packet_open": "打开转立案材料",
    },
    kinds={"casefile_make": "制作案卷", "casefile_open": "下载案卷"},
)
