"""The bureau's editable values behind the 适用核查表."""

from xinglongtai.core.parameters import define, values

from .eligibility import Parameters

FIRST_OFFENCE_YEARS = "catalog.first_offence_years"
BREACH_YEARS = "catalog.breach_years"
REQUIRED_SOURCES = "catalog.required_sources"

define(
    FIRST_OFFENCE_YEARS,
    "首违核查窗口期（年）",
    2,
    "参考值，来自公开报道的总局清单（一），须核原文",
    minimum=1,
    maximum=50,
)
define(
    BREACH_YEARS,
    "失诺窗口期（年）",
    2,
    "政策三（三）未定期限；默认与首违核查窗口期一致，机关可自行调整",
    minimum=1,
    maximum=50,
)
define(
    REQUIRED_SOURCES,
    "首违核查必查来源（逗号分隔）",
    "国家企业信用信息公示系统，执法办案系统",
    "参数，由本机关确定；只对要求初次违法的事项",
    kind="text",
)


def parameters_for(bureau) -> Parameters:
    """The windows of this bureau; the defaults without one."""
    if bureau is None:
        return Parameters()
    first_offence_years, breach_years, named = values(bureau, FIRST_OFFENCE_YEARS, BREACH_YEARS, REQUIRED_SOURCES)
    named = named.replace("，", ",").replace("、", ",")
    return Parameters(
        first_offence_years=first_offence_years,
        breach_years=breach_years,
        required_sources=tuple(name.strip() for name in named.split(",") if name.strip()),
    )
