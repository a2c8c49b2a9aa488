"""Parameters of sameness (同案同罚)."""

from xinglongtai.core.parameters import define

_OWN = "参数，由本机关确定"
define("sameness.years", "同类案件往前看几年", 3, _OWN, minimum=1, maximum=10)
define("sameness.usual_from", "同类案件至少多少件、过半数一致时，不同处理要说明理由", 5, _OWN, minimum=2, maximum=1000)
define("sameness.rows", "提出处理意见时列出几件最相似的案件", 5, _OWN, minimum=1, maximum=20)
