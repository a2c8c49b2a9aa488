"""What the rows rest on, by the product's own verbs where it has them: calendar, bureau, units, people, logins, list, files."""

import hashlib
import io
from datetime import timedelta
from io import StringIO

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from PIL import Image

from catalog.services import starter_load
from xinglongtai.core import roles
from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.models import Bureau, CalendarDay, Officer, Unit, User
from xinglongtai.core.vault.storage import ToClose

from .nation import BUREAU, LEGAL, LEGAL_2, ROOT, Nation
from .size import BEGINS

CODE = "scale"
FULL_NAME, PREFIX = "演示国市场监督管理局（性能测试）", "演国市监"
#: The list is loaded as of so many days before the last one, as the demo does.
LIST_DAYS = 330


def found(nation: Nation) -> Bureau:
    """Everything but parties and cases. In the caller's transaction, on an empty database."""
    roles.seed()
    if not CalendarDay.objects.exists():
        call_command("load_calendar", stdout=StringIO())
    bureau = _units(nation)
    _people(nation)
    people = Officer.objects.select_related("user", "unit__bureau").in_bulk([LEGAL, LEGAL_2])
    on = nation.size.until - timedelta(days=LIST_DAYS)
    starter_load(actor=people[LEGAL], on=on, approver=people[LEGAL_2])
    return bureau


def _units(nation: Nation) -> Bureau:
    root = Unit.objects.create(pk=ROOT, name=FULL_NAME, short_name="国局（演示）", path=f"{ROOT:05d}/")
    bureau = Bureau.objects.create(
        pk=BUREAU,
        unit=root,
        code=CODE,
        full_name=FULL_NAME,
        region_code="990000",
        document_prefix=PREFIX,
        address="演示市演示大街1号",
        phone="0427-0000000",
    )
    Unit.objects.filter(pk=ROOT).update(bureau=bureau)
    paths = {ROOT: root.path}
    rows = []
    for number, parent, name in nation.units:
        paths[number] = f"{paths[parent]}{number:05d}/"
        rows.append(Unit(pk=number, parent_id=parent, name=name, bureau=bureau, path=paths[number]))
    Unit.objects.bulk_create(rows, batch_size=500)
    return bureau


def _people(nation: Nation) -> None:
    password = make_password(DEMO_PASSWORD)  # once: hashing is slow on purpose
    groups = {group.name: group for group in Group.objects.all()}
    rows, users = [], {}
    for member in nation.members():
        if member.login:
            user = User.objects.create(
                pk=len(users) + 1,
                username=member.login,
                email=f"{member.login}@example.invalid",
                password=password,
                is_staff=member.role in roles.BACK_OFFICE,
            )
            user.groups.add(groups[member.role])
            users[member.id] = user
        row = Officer(pk=member.id, unit_id=member.unit, name=member.name, user=users.get(member.id))
        row.certificate_no = nation.certificate_of(member.id)
        row.certificate_from = BEGINS - timedelta(days=30)
        row.certificate_to = nation.size.until + timedelta(days=900)
        rows.append(row)
    Officer.objects.bulk_create(rows, batch_size=500)


def files() -> dict[str, dict]:
    """The four files that all rows point to, and the columns that say so. Their own SHA-256 stands with letters only.

    A SHA-256 of evidence is another one in every row, as in life (the same picture in two cases is a thing that the product looks for),
    so an original of evidence does not match its row.
    """
    picture = io.BytesIO()
    Image.new("RGB", (64, 44), (226, 224, 240)).save(picture, "JPEG", quality=60)
    jpeg = picture.getvalue()
    evidence = {"content_type": "image/jpeg", "size": len(jpeg), "width": 64, "height": 44}
    photo = _kept("evidence", "scale/photo.jpg", ContentFile(jpeg))
    signed = _kept("evidence", "scale/signed.jpg", ToClose(io.BytesIO(jpeg), "signed.jpg"))
    pdf = _kept("documents", "scale/letter.pdf", ContentFile(_PDF))
    letter = {"pdf": pdf, "sha256": hashlib.sha256(_PDF).hexdigest(), "size": len(_PDF)}
    return {
        "photo": {"file": photo, **evidence},
        "corrected": {"file": photo, **evidence},
        "signed": {"file": signed, **evidence},
        "letter": letter,
    }


def _kept(storage: str, name: str, content) -> str:
    if not storages[storage].exists(name):
        storages[storage].save(name, content)
    return name


#: One empty page.
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
