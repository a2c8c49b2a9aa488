"""What the table of verbs needs beyond the stage of addresses: one row of everything that a verb takes."""

import io
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.utils import timezone

from cases.models import PriorRecord
from catalog.models import (
    Article,
    Batch,
    Candidate,
    ConditionToken,
    ImportMapping,
    Item,
    ItemExample,
    SourceList,
    Statute,
    StatuteVersion,
    TouchedItem,
)
from catalog.services.import_runs import import_run_open
from pledges.models import PaperWording
from pledges.papers import due
from pledges.services import ServiceInput
from pledges.status import Delivery
from tests import factories as make
from xinglongtai.core.models import CalendarDay, Event, LostNumber, NumberSeries, Outgoing, Parameter, Restoration, User
from xinglongtai.core.roles import Role
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.sampling.models import Suspicion


def people(office, foreign) -> dict:
    """Who tries (names of ``grammar.ROLE``), each a member of staff."""
    found = {name: getattr(office, name) for name in ("officer", "second", "colleague", "head", "legal", "leader")}
    found |= {name: getattr(office, name) for name in ("supervisor", "sysadmin", "security", "auditor")}
    found |= {"nobody": make.officer(office.station, None), "closed": make.officer(office.station)}
    User.objects.filter(pk=found["closed"].user_id).update(is_active=False)
    found["closed"].user.is_active = False
    found |= {
        "other_officer": office.stranger,
        "other_head": make.officer(office.other_station, Role.UNIT_HEAD),
        "f_nobody": make.officer(foreign.station, None),
    }
    names = ("officer", "head", "legal", "leader", "supervisor", "sysadmin", "security", "auditor")
    return found | {f"f_{name}": getattr(foreign, name) for name in names}


def more(office, foreign, day, rows) -> dict:
    """Situation → row."""
    rows["sampling_review"].__class__.objects.update(reviewer=office.legal)
    statute = Statute.objects.create(title="中华人民共和国演示条例", short_title="演示条例", kind="law")
    text = StatuteVersion.objects.create(statute=statute, version_date=day, effective_from=day)
    touched = TouchedItem.objects.filter(change=rows["law"])
    party = make.party(office.bureau, office.officer, uscc="", id_number=id_number_of(1))
    named = office.issued(on=day, party_=party)
    Suspicion.objects.update(details=["演示"])
    Parameter.objects.create(bureau=foreign.bureau, key="trust.lists_enabled", value="是")
    return {
        "day": day,
        "tomorrow": day + timedelta(1),
        "bureau": office.bureau,
        "file": _small_file,
        "out": io.BytesIO(),
        "entry": {"inspected_on": day + timedelta(9)},
        "decided": rows["disposition"].case,
        "disposition_pk": rows["disposition"].pk,
        "prior": PriorRecord.objects.create(bureau=office.bureau, **_PRIOR, act_on=day),
        "document": rows["issued"].letter.document,
        "issued_case": rows["issued"].case,
        "service_input": ServiceInput(Delivery.HAND, day, recipient="演示", place="演示路1号"),
        "paper_case_open": rows["paper_of_case"],
        "named": named,
        "no_events": Event.objects.none(),
        "link": rows["linked"].party_links.get(revoked_at=None),
        "extensions": [rows["extension"]],
        "pledges": [rows["overdue"]],
        "officers": [office.officer],
        "wording": PaperWording.objects.create(
            bureau=office.bureau,
            kind=due.SCENE,
            version_no=1,
            title="标题",
            paragraphs="甲。",
            created_by=office.legal_2,
        ),
        "batch": Batch.objects.filter(bureau=office.bureau).first(),
        "candidate": Candidate.objects.create(
            bureau=office.bureau, origin="演示", violation="演示", proposed_on=day, proposed_by=office.legal
        ),
        "example": ItemExample.objects.create(
            item=office.item.item, title="演示", facts={}, verdict="eligible", sort=1
        ),
        "import_run": import_run_open(actor=office.legal, file_name="x.csv", data="编号,违法行为\nZ1,演示\n".encode()),
        "source_list": SourceList.objects.create(bureau=office.bureau, title="演示清单", level="province"),
        "statute": statute,
        "statute_version": text,
        "article": Article.objects.create(version=text, label="第一条", key="1", number=1),
        "touched": touched.first(),
        "touched_rows": list(touched),
        "new_account": User(username="rights-new"),
        "pack_line": rows["field_pack"].lines.first(),
        "token_words": dict.fromkeys(("system", "owner", "contact", "contact_way", "purpose"), "演示"),
        "publications": [rows["publication"]],
        "odd": rows["sameness_pair"][0].pk,
        "beside": rows["sameness_pair"][1].pk,
    }


def _small_file() -> Path:
    """A new one for everybody who tries: a verb moves it away."""
    path = Path(mkdtemp()) / "small.bin"
    path.write_bytes(b"%PDF-1.7\n")
    return path


_PRIOR = {"party_name": "演示", "violation": "演示行为", "source": "导入"}


def of_back_office(office, day) -> dict:
    """Rows of tables that only the back office opens."""
    series = NumberSeries.objects.filter(bureau=office.bureau).first()
    token, _ = ConditionToken.objects.get_or_create(
        token="rights_token",
        defaults={"label": "演示", "role": "condition", "value_type": "bool", "judged_by": "officer"},
    )
    return {
        "token_of_condition": token,
        "mapping": ImportMapping.objects.create(bureau=office.bureau, signature="x", columns={}),
        "calendar_day": CalendarDay.objects.create(day=day + timedelta(3000), kind="holiday", name="演示"),
        "series": series,
        "lost_number": LostNumber.objects.create(
            bureau=office.bureau, kind=series.kind, year=series.year, n=900, text="演900", cause="演示"
        ),
        "outgoing": Outgoing.objects.create(
            officer=office.officer,
            channel="mail",
            not_before=timezone.now(),
            key="rights",
            topic="other",
            subject="演示",
            text="演示",
        ),
        "parameter": Parameter.objects.filter(bureau=office.bureau).first(),
        "restoration": Restoration.objects.create(
            backup="演示", restored_at=timezone.now(), backup_made_at=timezone.now()
        ),
        "unit": office.station,
        "empty_item": Item.objects.create(bureau=office.bureau, number="Z90", domain="演示"),
    }
