"""The bureau's editable values behind the 适用核查表."""

from xinglongtai.core.parameters import define, value

from .eligibility import Parameters

FIRST_OFFENCE_YEARS = "catalog.first_offence_years"
BREACH_YEARS = "catalog.breach_years"

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


def parameters_for(bureau) -> Parameters:
    """The windows of this bureau; the defaults without one."""
    if bureau is None:
        return Parameters()
    return Parameters(first_offence_years=value(bureau, FIRST_OFFENCE_YEARS), breach_years=value(bureau, BREACH_YEARS))
