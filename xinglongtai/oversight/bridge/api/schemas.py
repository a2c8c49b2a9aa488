"""What the API shows, field by field. Free texts, evidence, names of officers and decisions' reasons are not among it."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from cases.status import CaseStatus, Outcome, PartyKind, Source
from catalog.status import VersionState
from pledges.status import PledgeMode, PledgeStatus, RecheckResult

_MASKED = "没有“个人信息”范围的，以及列表中，只给出打码的值"


class UnitOut(Schema):
    """承办单位."""

    id: int = Field(description="单位编号")
    name: str = Field(description="单位名称")


class PartyOut(Schema):
    """当事人."""

    id: int = Field(description="当事人编号")
    kind: PartyKind = Field(description="主体类型")
    kind_label: str = Field(description="主体类型（中文）")
    name: str = Field(description=f"名称。自然人的姓名：{_MASKED}")
    uscc: str = Field(description="统一社会信用代码，没有的为空")
    registration_no: str = Field(description=f"旧注册号。{_MASKED}")
    id_number: str = Field(description=f"身份证号。{_MASKED}")
    operator: str = Field(description=f"法定代表人、经营者或负责人。{_MASKED}")
    phone: str = Field(description=f"联系电话。{_MASKED}")
    address: str = Field(description="住所、经营场所。自然人的住址：没有“个人信息”范围的，以及列表中，为空")
    masked: bool = Field(description="个人信息是否打码")


class ViolationOut(Schema):
    """违法行为."""

    description: str = Field(description="违法行为")
    item_number: str = Field(description="清单事项编号，清单外的为空")
    item_version: int | None = Field(description="清单事项第几版")
    act_on: date = Field(description="发生日期")


class CaseOut(Schema):
    """检查案件."""

    id: int = Field(description="案件编号")
    status: CaseStatus = Field(description="状态")
    status_label: str = Field(description="状态（中文）")
    source: Source = Field(description="检查来源")
    source_label: str = Field(description="检查来源（中文）")
    unit: UnitOut
    party: PartyOut
    violations: list[ViolationOut]
    discovered_on: date = Field(description="发现线索日期")
    inspected_on: date = Field(description="检查日期")
    clock_due_on: date | None = Field(description="核查期限")
    filed_on: date | None = Field(description="立案日期")
    outcome: Outcome | None = Field(description="处理结果")
    outcome_label: str = Field(description="处理结果（中文）")
    outcome_on: date | None = Field(description="处理日期")
    decision_number: str = Field(description="决定文号")
    pledge_ids: list[int] = Field(description="本案的承诺编号")
    registered_at: datetime = Field(description="登记时间")
    changed_at: datetime = Field(description="最近变化时间")


class RecheckOut(Schema):
    """复查."""

    on: date = Field(description="复查日期")
    result: RecheckResult = Field(description="复查结果")
    result_label: str = Field(description="复查结果（中文）")
    remote: bool = Field(description="是否免到场复查")


class PledgeOut(Schema):
    """承诺."""

    id: int = Field(description="承诺编号")
    case_id: int = Field(description="案件编号")
    letter_number: str = Field(description="承诺书编号")
    status: PledgeStatus = Field(description="状态")
    status_label: str = Field(description="状态（中文）")
    mode: PledgeMode = Field(description="承诺方式")
    mode_label: str = Field(description="承诺方式（中文）")
    unit: UnitOut
    party: PartyOut
    issued_on: date = Field(description="签发日期")
    agreed_on: date = Field(description="约定期限")
    due_on: date = Field(description="改正期限（含延期）")
    overdue: bool = Field(description="今天是否已逾期：期限已过且没有送交材料。当天到期、待复查的不算")
    signed_on: date | None = Field(description="签署日期")
    submitted_on: date | None = Field(description="整改材料提交日")
    closed_on: date | None = Field(description="了结日期")
    rechecks: list[RecheckOut]
    changed_at: datetime = Field(description="最近变化时间")


class ItemOut(Schema):
    """清单事项的一个版本."""

    id: int = Field(description="版本编号")
    number: str = Field(description="事项编号")
    version: int = Field(description="第几版")
    status: VersionState = Field(description="状态：published 已发布，retired 已失效")
    status_label: str = Field(description="状态（中文）")
    domain: str = Field(description="领域")
    batch: str = Field(description="批次")
    violation: str = Field(description="违法行为")
    violated: str = Field(description="违反的法规和条款")
    penalty: str = Field(description="处罚依据和条款")
    leniency_basis: str = Field(description="从宽依据")
    correction_days_max: int | None = Field(description="最长改正期限（工作日）")
    effective_from: date = Field(description="施行日期")
    effective_to: date | None = Field(description="截止日期，长期有效的为空")
    changed_at: datetime = Field(description="最近变化时间")


class CasePage(Schema):
    """一页案件."""

    items: list[CaseOut]
    next_after: int | None = Field(description="下一页的 after；没有下一页的为空")


class PledgePage(Schema):
    """一页承诺."""

    items: list[PledgeOut]
    next_after: int | None = Field(description="下一页的 after；没有下一页的为空")


class ItemPage(Schema):
    """一页清单事项."""

    items: list[ItemOut]
    next_after: int | None = Field(description="下一页的 after；没有下一页的为空")


class TokenOut(Schema):
    """调用方自己的凭证."""

    system: str = Field(description="对接系统")
    bureau: str = Field(description="机关")
    scopes: list[str] = Field(description="可读范围")
    expires_on: date = Field(description="有效期至")
    calls_a_minute: int = Field(description="每分钟最多调用次数")
