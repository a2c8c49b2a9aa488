"""Issued papers: frozen, rendered once, read with their checksum, voided, never changed."""

import hashlib
import threading
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from pledges import letter
from tests.core import papers
from xinglongtai.core import audit, documents, typesetting
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Event, IssuedDocument

State = IssuedDocument.State


def freeze(bureau=None, n=1, **changes):
    bureau = bureau or papers.make_bureau()
    with transaction.atomic():
        return documents.freeze(
            kind=letter.KIND,
            bureau=bureau,
            actor=papers.make_officer(bureau),
            number=papers.number(n),
            template_version=letter.TEMPLATE_VERSION,
            snapshot=papers.build(**changes).to_dict(),
        )


@pytest.fixture
def broken(monkeypatch):
    """A typesetter that fails until the returned function is called."""

    def fail(*args, **kwargs):
        raise OSError("no paper")

    whole = typesetting.letter_pdf
    monkeypatch.setattr(typesetting, "letter_pdf", fail)
    return lambda: monkeypatch.setattr(typesetting, "letter_pdf", whole)


@pytest.mark.django_db
def test_render_stores_bytes_privately_under_a_name_without_personal_data():
    document = documents.render(freeze())
    content = documents.read_bytes(document)
    assert document.state == State.READY and content.startswith(b"%PDF-")
    assert (document.sha256, document.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert not storages["documents"].location.startswith(str(settings.MEDIA_ROOT))
    assert "盘" not in document.pdf.name and "2026" in document.pdf.name and len(document.pdf.name) == 8 + 32 + 4


@pytest.mark.django_db
def test_rendering_again_changes_nothing(broken):
    broken()
    document = documents.render(freeze())
    before = documents.read_bytes(document), document.pdf.name, document.attempts
    again = documents.render(document)
    assert (documents.read_bytes(again), again.pdf.name, again.attempts) == before


@pytest.mark.django_db
def test_the_same_snapshot_gives_the_same_bytes():
    snapshot = papers.build().to_dict()
    one, two = (typesetting.letter_pdf("pledge", "v1", snapshot, number="甲〔2026〕1号") for _ in range(2))
    other = typesetting.letter_pdf("pledge", "v1", snapshot, number="甲〔2026〕2号")
    assert one == two != other


@pytest.mark.django_db
def test_a_failed_rendering_keeps_the_number_and_can_be_retried(broken):
    document = documents.render(freeze())
    assert (document.state, document.error, document.number_text) == (
        State.FAILED, "OSError: no paper", "盘兴市监柔承〔2026〕1号",
    )  # fmt: skip
    with pytest.raises(documents.DocumentNotReady, match="编号已保留"):
        documents.read_bytes(document)
    broken()
    assert documents.read_bytes(document).startswith(b"%PDF-")
    document.refresh_from_db()
    assert (document.state, document.attempts, document.error) == (State.READY, 3, "")


@pytest.mark.django_db
def test_rendering_after_the_commit_never_raises(monkeypatch):
    document = freeze()
    monkeypatch.setattr(documents, "render", lambda document: 1 / 0)
    documents.render_quietly(document)
    document.refresh_from_db()
    assert document.state == State.PENDING


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["change", "remove"])
def test_damaged_bytes_are_not_handed_out(damage):
    document = documents.render(freeze())
    path = storages["documents"].path(document.pdf.name)
    if damage == "change":
        with open(path, "ab") as handle:
            handle.write(b" ")
    else:
        storages["documents"].delete(document.pdf.name)
    with pytest.raises(documents.DocumentDamaged, match="从备份恢复"):
        documents.read_bytes(document)
    with pytest.raises(CommandError, match="1 份"):
        call_command("render_documents", "--check", stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("snapshot", {"party_name": "别人"}), ("n", 9), ("number_text", "改号"), ("year", 2025), ("kind", "x"),
        ("template_version", "v2"), ("sha256", "0" * 64), ("size", 1), ("pdf", "x.pdf"),
    ],
)  # fmt: skip
def test_what_was_issued_cannot_be_changed(field, value):
    document = documents.render(freeze())
    setattr(document, field, value)
    with pytest.raises(TransitionRefused):
        document.save()
    with pytest.raises(TransitionRefused):
        IssuedDocument.objects.filter(pk=document.pk).update(**{field: value})


@pytest.mark.django_db
def test_nothing_is_deleted():
    document = freeze()
    with pytest.raises(TransitionRefused):
        document.delete()
    with pytest.raises(TransitionRefused):
        IssuedDocument.objects.all().delete()


@pytest.mark.django_db
def test_the_database_refuses_a_number_twice():
    bureau = papers.make_bureau()
    freeze(bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        freeze(bureau)
    assert freeze(bureau, n=2).n == 2


@pytest.mark.django_db
def test_void_keeps_number_and_bytes():
    document = documents.render(freeze())
    content = documents.read_bytes(document)
    officer = document.issued_by
    with pytest.raises(DomainError, match="作废原因"):
        documents.void(document, officer, "  ")
    voided = documents.void(document, officer, "当事人名称有误", thread="case:1")
    assert voided.is_voided and voided.number_text == "盘兴市监柔承〔2026〕1号"
    assert documents.read_bytes(voided) == content
    assert audit.describe(Event.objects.get(verb="document_void")) == "作废文书盘兴市监柔承〔2026〕1号：当事人名称有误"
    with pytest.raises(TransitionRefused, match="已经作废"):
        documents.void(voided, officer, "再一次")
    voided.voided_at = None
    with pytest.raises(TransitionRefused):
        voided.save()


@pytest.mark.django_db
def test_characters_without_a_glyph_stop_the_issue():
    with pytest.raises(DomainError, match=r"U\+E000"):
        freeze(party_name="\ue000商行")
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_freezing_needs_a_transaction():
    bureau = papers.make_bureau()
    with pytest.raises(DomainError, match="同一事务"):
        documents.freeze(
            kind="pledge", bureau=bureau, actor=papers.make_officer(bureau), number=papers.number(), template_version="v1",
            snapshot={},
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_renderings_at_once_leave_one_file():
    document = freeze()
    gate, problems = threading.Barrier(3), []

    def work():
        try:
            gate.wait()
            documents.render(IssuedDocument.objects.get(pk=document.pk))
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    document.refresh_from_db()
    assert problems == [] and document.attempts == 1
    assert hashlib.sha256(documents.read_bytes(document)).hexdigest() == document.sha256


@pytest.mark.django_db
def test_the_command_renders_what_is_left(broken):
    document, out = freeze(), StringIO()
    with pytest.raises(CommandError, match="1 份"):
        call_command("render_documents", stdout=out)
    assert "生成失败 盘兴市监柔承〔2026〕1号：OSError: no paper" in out.getvalue()
    call_command("render_documents", "--dry-run", stdout=out)
    assert "待生成 盘兴市监柔承〔2026〕1号" in out.getvalue()
    broken()
    call_command("render_documents", stdout=out)
    document.refresh_from_db()
    assert document.state == State.READY and out.getvalue().endswith("已生成 1 份\n")
    call_command("render_documents", "--check", stdout=out)


@pytest.mark.django_db
def test_a_preview_is_the_same_paper_with_its_mark():
    html = typesetting.letter_html(
        "pledge", "v1", papers.build().to_dict(), number=documents.PREVIEW_NUMBER, preview=True
    )
    assert "预览" in html and "（签发时编号）" in html
    pdf = documents.preview_pdf(kind="pledge", version="v1", snapshot=papers.build().to_dict())
    assert pdf.startswith(b"%PDF-") and not IssuedDocument.objects.exists()
    with pytest.raises(DomainError):
        documents.check_printable({"officers": [{"name": "\ue000"}], "demo": True})
    with pytest.raises(DomainError):
        documents.preview_pdf(kind="pledge", version="v1", snapshot=papers.build(party_name="\ue000").to_dict())
