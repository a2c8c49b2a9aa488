"""A case with something of everything its file holds."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases import services as case_services
from cases.models import Case, Evidence
from cases.status import EvidenceKind
from pledges import services as pledge_services
from tests import evidence_stage
from tests.factories import DAY, Office, photo
from xinglongtai.core.models import Job


def pdf_upload(pages: int = 2, name: str = "说明.pdf") -> SimpleUploadedFile:
    """An uploaded PDF of so many pages."""
    sheets = []
    for number in range(pages):
        sheet = Image.new("RGB", (300, 424), "white")
        ImageDraw.Draw(sheet).text((40, 40), f"page {number + 1}", fill="black")
        sheets.append(sheet)
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:])
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/pdf")


def turned_photo() -> SimpleUploadedFile:
    """A photograph held upright: 60×40 as stored, to be turned by a quarter; red on top when upright."""
    image = Image.new("RGB", (60, 40), (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, 30, 40))
    exif = image.getexif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=95)
    return SimpleUploadedFile("a.jpg", buffer.getvalue(), content_type="image/jpeg")


def film() -> SimpleUploadedFile:
    """A video of 75 seconds."""
    return SimpleUploadedFile("a.mp4", evidence_stage.mp4(seconds=75), content_type="video/mp4")


def rich_case(office: Office, *, on=DAY) -> Case:
    """A broken pledge: a voided letter, one in force, materials, recheck with photo, scans, a PDF, education, a set-aside photo."""
    case = office.ready(on=on)
    first = pledge_services.pledge_issue(
        case=case, actor=office.officer, on=on, mode="by_date", due_on=on.replace(day=on.day + 7)
    )
    pledge_services.letter_void(pledge=first, actor=office.officer, on=on, reason="日期写错")
    pledge = pledge_services.pledge_issue(
        case=case, actor=office.officer, on=on, mode="by_date", due_on=on.replace(day=on.day + 7)
    )
    add = case_services.evidence_add
    scan = add(case=case, actor=office.officer, upload=photo(colour=(9, 9, 9)), kind=EvidenceKind.SIGNED)
    pledge_services.pledge_sign(
        pledge=pledge, actor=office.officer, on=on, signed_on=on, signatory="演示经营者", delivery="hand", scan=scan
    )
    add(case=case, actor=office.officer, upload=turned_photo(), caption="店内")
    for shade in range(2):
        add(case=case, actor=office.officer, upload=photo(colour=(shade, 90, 160)), caption=f"现场{shade}")
    add(case=case, actor=office.officer, upload=film(), kind=EvidenceKind.RECORDING)
    case_services.measure_record(
        party=case.party,
        actor=office.officer,
        on=on,
        data={"kind": "guidance", "topic": "演示事项", "explained": "演示内容"},
        case=case,
    )
    extension = pledge_services.extension_request(
        pledge=pledge, actor=office.officer, on=on, new_due_on=on.replace(day=on.day + 9), reason="需时"
    )
    pledge_services.extension_decide(extension=extension, actor=office.leader, on=on, approve=True, note="同意")
    urge = pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=on, note="请抓紧")
    pledge_services.urge_answer(urge=urge, actor=office.officer, on=on, answer="已联系")
    pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=on, note="再催")
    case_services.clock_extension_request(case=case, actor=office.officer, on=on, reason="检测需时")
    pledge.refresh_from_db()
    add(case=case, actor=office.officer, upload=pdf_upload(), kind=EvidenceKind.DOCUMENT, caption="联系13812345678")
    aside = add(case=case, actor=office.officer, upload=photo(colour=(200, 0, 7)))
    case_services.evidence_set_aside(evidence=aside, actor=office.officer, reason="拍糊了")
    pledge_services.materials_receive(pledge=pledge, actor=office.officer, on=on, statement="已悬挂执照。")
    after = add(case=case, actor=office.officer, upload=photo(colour=(1, 200, 3)), kind=EvidenceKind.CORRECTED)
    pledge_services.recheck_record(
        pledge=pledge,
        actor=office.officer,
        co_officer=office.second,
        on=on,
        checked_on=on,
        result="failed",
        note="执照仍未悬挂",
        photos=[after],
    )
    return office.educated(Case.objects.get(pk=case.pk), on=on)


def spoil(row: Evidence, content: bytes | None) -> None:
    """Another content under the original's name, or none at all."""
    name, storage = row.file.name, row.file.storage
    storage.delete(name)
    if content is not None:
        storage.save(name, io.BytesIO(content))


def make(client, case: Case, kind: str) -> Job:
    """Ask on the page for the file of ``case``, as the person logged in; the work it made (done at once in tests)."""
    response = client.post(f"/cases/{case.pk}/casefile/", {"kind": kind})
    assert response.status_code == 302, response.content.decode()[:500]
    return Job.objects.get(pk=int(response["Location"].strip("/").split("/")[-1]))
