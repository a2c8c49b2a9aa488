"""A place to back up in tests: keys and backups in a folder of the test, papers in the test run's own storage."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.core.papers import make_bureau, make_officer
from xinglongtai.core import keys, numbering
from xinglongtai.core.continuity import journal, keyring
from xinglongtai.core.models import IssuedDocument

NOW = datetime(2026, 6, 1, 18, 30, tzinfo=UTC)
KIND = "pledge"


def with_history() -> bool:
    """Give a database that was made without migrations the history of one that was made by them. Whether it had none."""
    recorder = MigrationRecorder(connection)
    made = not recorder.has_table()
    if made:
        recorder.ensure_schema()
        names = [(n.app_label, n.name) for n in MigrationLoader(None).graph.nodes.values()] or on_disk()
        recorder.Migration.objects.bulk_create(recorder.Migration(app=app, name=name) for app, name in names)
    journal._KNOWN.clear()
    return made


def on_disk() -> list[tuple[str, str]]:
    """Migrations as the product's own settings find them; the test run may have switched them off."""
    from django.apps import apps

    found = []
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "migrations").glob("[0-9]*.py")):
            found.append((config.label, path.stem))
    return found


def without_history() -> None:
    """Take :func:`with_history` back."""
    with connection.schema_editor() as editor:
        editor.delete_model(MigrationRecorder.Migration)
    journal._KNOWN.clear()


def with_data_key(folder: Path) -> Path:
    """``folder`` made, with the data key of the run in it: the database knows it by its mark."""
    folder.mkdir(mode=0o700)
    shutil.copy(keys.path_of("data"), folder)
    return folder


def key(name: str = "档案室") -> list:
    """A registered pair of keys; the private one."""
    private, public = keyring.make()
    keyring.add(public, name=name, on=NOW.date())
    return keyring.read_private(private)


class World:
    """A bureau, an officer, papers with and without files."""

    def __init__(self):
        self.bureau = make_bureau()
        self.officer = make_officer(self.bureau)

    def number(self, year: int = 2026) -> numbering.Number:
        with transaction.atomic():
            return numbering.take(bureau=self.bureau, kind=KIND, year=year)

    def paper(self, content: bytes) -> IssuedDocument:
        """An issued paper with its bytes."""
        import hashlib

        number = self.number()
        row = IssuedDocument(bureau=self.bureau, kind=KIND, year=2026, n=number.n, number_text=number.text)
        row.template_version, row.snapshot, row.issued_by = "v1", {}, self.officer
        row.state, row.sha256, row.size = "ready", hashlib.sha256(content).hexdigest(), len(content)
        row.pdf.save("x.pdf", ContentFile(content), save=False)
        row.save()
        return row
