"""Retention is off until a bureau sets its years with their source."""

from xinglongtai.core.parameters import define

define(
    "privacy.retention_years",
    "案件办结后个人信息保管年限（年；0 为不去标识化）",
    0,
    "待核实：本机关的文书档案保管期限表。没有填写依据的，不去标识化",
    minimum=0,
    maximum=100,
)
