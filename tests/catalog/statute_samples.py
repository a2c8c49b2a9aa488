"""Short invented laws in the layouts of the public collections, and a maker of Word files."""

import io
import zipfile
from xml.sax.saxutils import escape

PLAIN_LAW = """# 演示条例

2023年1月1日 演示机关令第1号公布

2024年1月5日 第一次修订

<!-- INFO END -->

## 第一章 总则

第一条 为了演示，制定本条例。

## 第二章 演示义务

### 第一节 一般规定

第二条 经营者应当做到：

(一)第一项内容；

(二)第二项内容。

前款规定的期限为十日。

第三条 违反本条例，有下列情形的，责令改正：

（一）情形甲，包括：

1．其一；

2．其二。

第三条之一 拒不改正的，处一百元以下罚款。

第四条 本条例自2024年3月1日起施行。
"""

HTML_LAW = """# 演示条例
> 2023年1月1日&emsp;演示机关令第1号公布　2024年1月5日第一次修订

## 第一章　总　　则
&emsp;&emsp;**<span id="一">第一条</span>**　为了演示，制定本条例。
## 第二章　演示义务
### 第一节　一般规定
&emsp;&emsp;**<span id="二">第二条</span>**　经营者应当做到：
&emsp;&emsp;（一）第一项内容；
&emsp;&emsp;（二）第二项内容。
&emsp;&emsp;前款规定的期限为十日。
&emsp;&emsp;**<span id="三">第三条</span>**　违反本条例，有下列情形的，责令改正：
&emsp;&emsp;（一）情形甲，包括：
&emsp;&emsp;1．其一；
&emsp;&emsp;2．其二。
&emsp;&emsp;**<span id="三之一">第三条之一</span>**　拒不改正的，处一百元以下罚款。
&emsp;&emsp;**<span id="四">第四条</span>**　本条例自2024年3月1日起施行。
""".replace("\n", "  \n")  # two blanks end a line in Markdown

GUIDE = """# 演示执法指南
[原文](https://example.test/guide)

&emsp;&emsp;为了演示，制定本指南。

&emsp;&emsp;一、本指南供参考。

&emsp;&emsp;二、有下列情形之一的，一般不处罚：
&emsp;&emsp;（一）情形甲；
&emsp;&emsp;（二）情形乙。

&emsp;&emsp;三、编号写作一、二、三。
&emsp;&emsp;九、这一行不是下一段的编号。
"""


def docx(text: str, *, member: str = "word/document.xml", numbered: bool = False, body: str = "") -> bytes:
    """A Word file with one paragraph a line; ``body`` is raw XML instead."""
    properties = "<w:pPr><w:numPr/></w:pPr>" if numbered else ""
    body = body or "".join(
        f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.splitlines()
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, xml)
    return buffer.getvalue()
