"""送达地址确认书: what the party confirmed, on which day, and whether papers may come electronically (程序规定 82(三), 83)."""

from datetime import date

from django.db import transaction

from cases.identity import check_phone
from cases.models import Case, Evidence
from cases.services.access import lock as lock_case
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.masking import mask_name

from ..models import ServiceAddress
from ..service.kinds import ElectronicWay
from .proofs import require_proofs


@transaction.atomic
def service_address_confirm(
    *,
    case: Case,
    actor: Officer,
    on: date,
    address: str,
    recipient: str,
    phone: str,
    confirmed_on: date,
    confirmed_by: str,
    electronic_consent: bool = False,
    electronic_way: str = "",
    electronic_address: str = "",
    scan: Evidence | None = None,
) -> ServiceAddress:
    """Record what the party confirmed. The newest confirmation is in force from its day on; earlier ones stay on record."""
    guard.require(actor, "pledges.track_pledge", "登记送达地址")
    case = lock_case(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不再登记送达地址。")
    for field, value, words in (
        ("address", address, "请填写送达地址。"),
        ("recipient", recipient, "请填写收件人；指定他人代收的，填代收人。"),
        ("confirmed_by", confirmed_by, "请填写在确认书上签字的人。"),
    ):
        if not value.strip():
            raise DomainError(words, field=field)
    phone = check_phone(phone)
    if confirmed_on > on:
        raise DomainError("确认日期在今天之后，请核对。", field="confirmed_on")
    if electronic_consent and electronic_way not in ElectronicWay.values:
        raise DomainError("当事人同意电子送达的，请选择用哪一种方式。", field="electronic_way")
    if electronic_consent and not electronic_address.strip():
        raise DomainError("请填写当事人确认的手机号、邮箱或者账号。", field="electronic_address")
    if scan is not None:
        require_proofs([scan], case)
    row = ServiceAddress(
        case=case,
        recorded_by=actor,
        address=address.strip(),
        recipient=recipient.strip(),
        phone=phone,
        electronic_consent=electronic_consent,
        electronic_way=electronic_way if electronic_consent else "",
        electronic_address=electronic_address.strip() if electronic_consent else "",
        confirmed_on=confirmed_on,
        confirmed_by=confirmed_by.strip(),
        evidence=scan,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="service_address_confirm",
        actor=actor,
        target=row,
        thread=row.thread,
        by=mask_name(row.confirmed_by),
        on=confirmed_on,
        electronic="同意电子送达" if electronic_consent else "不同意电子送达",
    )
    return row
