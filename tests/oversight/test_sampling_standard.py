"""评查标准: drafting, editing, putting in force; what is in force or was used never changes."""

import pytest

from tests import factories as make
from tests import sampling_stage as stage
from tests.factories import DAY
from tests.sampling_stage import DRAWN
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.oversight.sampling import selectors
from xinglongtai.oversight.sampling import services_standard as sheet
from xinglongtai.oversight.sampling.status import Part, StandardState

pytestmark = pytest.mark.django_db


def test_a_version_is_drafted_edited_put_in_force_and_replaced(office, refused):
    first = stage.standard(office)
    with refused(TransitionRefused, "另起新版本"):
        sheet.standard_line_save(standard=first, actor=office.legal, part=Part.LAW, words="x", points=1)
    with pytest.raises(TransitionRefused):
        first.lines.first().save()
    with pytest.raises(TransitionRefused):
        first.lines.first().delete()

    draft = sheet.standard_draft(actor=office.legal, on=DRAWN)
    assert draft.version_no == 2 and draft.lines.count() == first.lines.count()
    with refused(TransitionRefused, "已有一份草稿"):
        sheet.standard_draft(actor=office.legal, on=DRAWN)
    line = sheet.standard_line_save(
        standard=draft, actor=office.legal, part=Part.LAW, words=" 说理充分 ", points=5, check_key="agrees", version=1
    )
    assert line.words == "说理充分" and line.position == 20
    with refused(TransitionRefused, "105 分"):
        sheet.standard_enforce(standard=draft, actor=office.legal, on=DRAWN, note="加说理")
    other = draft.lines.filter(points=5).exclude(pk=line.pk).first()
    sheet.standard_line_remove(line=other, actor=office.legal)
    sheet.standard_line_save(standard=draft, actor=office.legal, line=line, part=Part.LAW, words="说理", veto=True)
    line.refresh_from_db()
    assert (line.veto, line.points) == (True, 0)
    sheet.standard_line_save(standard=draft, actor=office.legal, line=line, part=Part.LAW, words="说理", points=5)
    with refused(DomainError, "改了什么", field="note"):
        sheet.standard_enforce(standard=draft, actor=office.legal, on=DRAWN, note=" ")
    sheet.standard_enforce(standard=draft, actor=office.legal, on=DRAWN, note="加说理")
    first.refresh_from_db()
    assert first.state == StandardState.REPLACED and first.replaced_on == DRAWN
    assert selectors.in_force(office.bureau).version_no == 2
    assert len(audit.timeline(draft.thread)) >= 6


def test_lines_change_places_within_their_group(office, refused):
    draft = sheet.standard_draft(actor=office.legal, on=DAY)
    first, second, *_ = draft.lines.filter(part=Part.FACTS)
    sheet.standard_line_move(line=first, actor=office.legal, up=False)
    assert [line.pk for line in draft.lines.filter(part=Part.FACTS)][:2] == [second.pk, first.pk]
    first.refresh_from_db()
    sheet.standard_line_move(line=first, actor=office.legal, up=True)
    before = list(draft.lines.values_list("pk", flat=True))
    first.refresh_from_db()
    sheet.standard_line_move(line=first, actor=office.legal, up=True)  # already the first
    assert list(draft.lines.values_list("pk", flat=True)) == before
    sheet.standard_line_remove(line=second, actor=office.legal)
    with refused(TransitionRefused, "不在草稿中"):
        sheet.standard_line_move(line=second, actor=office.legal, up=True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"part": "x", "words": "内容", "points": 1}, "part"),
        ({"part": Part.LAW, "words": " ", "points": 1}, "words"),
        ({"part": Part.LAW, "words": "内容"}, "points"),
        ({"part": Part.LAW, "words": "内容", "points": 101}, "points"),
        ({"part": Part.LAW, "words": "内容", "points": 1, "check_key": "x"}, "check_key"),
    ],
)
def test_a_line_that_is_not_whole_is_refused(office, refused, values, field):
    draft = sheet.standard_draft(actor=office.legal, on=DAY)
    with refused(DomainError, field=field):
        sheet.standard_line_save(standard=draft, actor=office.legal, **values)


def test_only_legal_edits_and_not_another_bureaus(office):
    draft = sheet.standard_draft(actor=office.legal, on=DAY)
    foreign = make.Office("far")
    with pytest.raises(NotAllowed):
        sheet.standard_draft(actor=office.supervisor, on=DAY)
    with pytest.raises(NotVisible):
        sheet.standard_enforce(standard=draft, actor=foreign.legal, on=DAY, note="x")
    with pytest.raises(StaleRow):
        sheet.standard_enforce(standard=draft, actor=office.legal, on=DAY, note="x", version=9)
