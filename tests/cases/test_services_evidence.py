"""Evidence and soft measures."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cases import services
from cases.looking import reason
from cases.models import Case, Evidence, Measure
from cases.originals import sniff
from cases.outcomes import NO_CASE_BASES
from cases.selectors import likely_duplicates, party_glance
from tests import evidence_stage as made
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Parameter

pytestmark = pytest.mark.django_db
BASIS = NO_CASE_BASES["20-1"]


def image(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), (1, 2, 3)).save(buffer, kind)
    return buffer.getvalue()


class TestEvidence:
    def add(self, office, case, content=None, name="a.jpg", **values):
        upload = SimpleUploadedFile(name, content if content is not None else image("JPEG"))
        return services.evidence_add(case=case, actor=office.officer, upload=upload, **values)

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (image("JPEG"), "image/jpeg"),
            (image("PNG"), "image/png"),
            (image("WEBP"), "image/webp"),
            (b"%PDF-1.7", "application/pdf"),
        ],
    )
    def test_the_content_decides_the_type(self, content, kind):
        assert sniff(content) == kind

    @pytest.mark.parametrize(
        "content",
        [b"MZ\x90", b"<svg onload=alert(1)>", image("GIF"), image("PNG")[:40], image("JPEG")[:-150], b"\xff\xd8\xff"],
    )
    def test_anything_else_is_refused(self, office, refused, content):
        with refused(DomainError, "只能上传", field="file"):
            self.add(office, office.draft(), content)
        assert not Evidence.objects.exists()

    def test_a_bomb_of_pixels(self, office, refused, monkeypatch):
        monkeypatch.setattr("cases.originals.images.MAXIMUM_PIXELS", 63)
        with refused(DomainError, "像素过大"):
            self.add(office, office.draft(), image("PNG"))

    def test_size(self, office, refused):
        Parameter.objects.create(bureau=office.bureau, key="evidence.max_mb", value="1")
        with refused(DomainError, "超过 1 MB", field="file"):
            self.add(office, office.draft(), made.pdf() + b"0" * 1024 * 1024 + b"%%EOF")
        video = made.mp4(mdat=bytes(1024 * 1024 + 99_000))
        assert self.add(office, office.draft(), video).size == len(video)
        Parameter.objects.create(bureau=office.bureau, key="evidence.media_max_mb", value="1")
        with refused(DomainError, "文件 1.1 MB，超过 1 MB", field="file"):  # above every limit: nothing of it is read
            self.add(office, office.draft(), video)
        Parameter.objects.filter(key="evidence.max_mb").update(value="2")
        with refused(DomainError, "录像 1.1 MB，超过 1 MB 的上限。请分段", field="file"):
            self.add(office, office.draft(), video)
        with refused(DomainError, "空的", field="file"):
            self.add(office, office.draft(), b"")

    def test_hash_name_and_repetition(self, office):
        import hashlib

        case = office.with_violation()
        row = self.add(office, case, name="../../etc/passwd.jpg", violation=case.violations.get(), caption=" 门头 ")
        assert row.sha256 == hashlib.sha256(image("JPEG")).hexdigest()
        assert "passwd" not in row.file.name
        assert row.file.name.endswith(".jpg")
        assert row.caption == "门头"
        assert row.is_image
        assert self.add(office, case) == row
        assert Event.objects.filter(verb="evidence_add").count() == 1

    def test_who_may_add(self, office, refused):
        case = office.draft()
        for person in (office.leader, office.supervisor):
            with refused(NotAllowed):
                services.evidence_add(case=case, actor=person, upload=make.photo())
        services.case_cancel(case=case, actor=office.officer, reason="误建")
        with refused(TransitionRefused):
            self.add(office, case)

    def test_set_aside(self, office, refused):
        row = self.add(office, office.draft())
        with refused(DomainError, field="reason"):
            services.evidence_set_aside(evidence=row, actor=office.officer, reason="")
        services.evidence_set_aside(evidence=row, actor=office.officer, reason="拍错店")
        with refused(TransitionRefused, "已经标记"):
            services.evidence_set_aside(evidence=row, actor=office.officer, reason="再来")
        other = self.add(office, row.case, image("PNG"))
        services.case_cancel(case=row.case, actor=office.officer, reason="误建")
        with refused(TransitionRefused, "不能再变更"):
            services.evidence_set_aside(evidence=other, actor=office.officer, reason="x")

    def test_looking_at_an_identity_scan_is_an_event(self, office, refused):
        case = office.draft()
        photo = self.add(office, case)
        scan = self.add(office, case, image("PNG"), kind="signed_scan")
        now = timezone.now()
        services.evidence_viewed(evidence=photo, actor=office.supervisor, now=now)
        assert not Event.objects.filter(verb="evidence_view").exists()
        with refused(NotAllowed, "证件信息"):
            services.evidence_viewed(evidence=scan, actor=office.supervisor, now=now)
        services.evidence_viewed(evidence=scan, actor=office.legal, now=now, reason=reason("review"))
        assert Event.objects.get(verb="evidence_view").actor == office.legal
        with refused(NotVisible):
            services.evidence_viewed(evidence=photo, actor=office.stranger, now=now)


class TestMeasures:
    def record(self, office, **values):
        case = values.pop("case", None)
        party = values.pop("party", None) or make.party(office.bureau, office.officer)
        data = {"kind": "guidance", "topic": "亮照经营", "explained": "讲明要求", **values}
        return services.measure_record(party=party, actor=office.officer, on=DAY, data=data, case=case)

    def test_with_and_without_a_case(self, office):
        self.record(office, on=DAY - timedelta(2), laws="登记管理条例", co_officer=office.second)
        case = office.draft()
        row = self.record(office, party=case.party, case=case)
        assert {e.thread for e in Event.objects.filter(verb="measure_record")} == {
            f"party:{Measure.objects.exclude(pk=row.pk).get().party_id}",
            case.thread,
        }
        assert party_glance(case.party).measures == 1

    def test_input(self, office, refused):
        foreign_case = office.draft()
        for values, field in (
            ({"kind": "fine"}, "kind"),
            ({"on": DAY + timedelta(1)}, "on"),
            ({"topic": " "}, "topic"),
            ({"explained": ""}, "explained"),
            ({"co_officer": office.officer}, "co_officer"),
            ({"case": foreign_case}, "case"),
        ):
            with refused(DomainError, field=field):
                self.record(office, **values)
        assert not Measure.objects.exists()

    def test_taking_back(self, office, refused):
        case = office.draft()
        row = self.record(office, party=case.party, case=case)
        with refused(NotAllowed):
            services.measure_set_aside(measure=row, actor=office.second, reason="x")
        with refused(DomainError, field="reason"):
            services.measure_set_aside(measure=row, actor=office.officer, reason="")
        services.measure_set_aside(measure=row, actor=office.head, reason="重复")
        with refused(TransitionRefused, "已经撤销"):
            services.measure_set_aside(measure=row, actor=office.officer, reason="x")
        loose = self.record(office)
        services.measure_set_aside(measure=loose, actor=office.officer, reason="重复")
        assert party_glance(case.party).measures == 0
        with refused(NotVisible):
            services.measure_set_aside(measure=loose, actor=office.stranger, reason="x")
        assert not Measure.objects.visible_to(office.sysadmin).exists()


class TestGlance:
    def test_counts(self, office):
        party = make.party(office.bureau, office.officer)
        office.rechecked("refused", on=date(2026, 3, 2), party_=party)
        office.draft(party_=party)
        glance = party_glance(party)
        assert (glance.visits, glance.pledged, glance.breached, glance.open_cases) == (2, 1, 1, 2)
        assert glance.last_visit == DAY
        assert party_glance(make.party(office.bureau, office.officer)).last_visit is None

    def test_duplicates(self, office):
        party = make.party(
            office.bureau, office.officer, name="演示（红星）超市", phone="19900000042", address="演示路9号"
        )
        find = likely_duplicates
        assert list(find(bureau=office.bureau, name="演示红星 超市")) == [party]
        assert list(find(bureau=office.bureau, name="别家", phone="19900000042")) == [party]
        assert list(find(bureau=office.bureau, name="别家", address="演示路 9号")) == [party]
        assert not find(bureau=office.bureau, name="", phone="", exclude=party.pk)
        assert not find(bureau=office.bureau, name="演示红星超市", exclude=party.pk)


def test_matching_cases(office):
    case = office.with_violation()
    cases = Case.objects.visible_to(office.officer)
    for words in (case.party.name[-4:], case.party.uscc[:8], case.party.phone, "醒目位置"):
        assert list(cases.matching(words)) == [case]
    assert list(cases.matching("")) == [case]
    assert not cases.matching("没有这家")
    assert list(cases.open()) == list(cases.drafts()) == list(cases.of(office.second)) == [case]
