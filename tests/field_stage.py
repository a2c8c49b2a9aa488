"""What a phone sends: drafts of 离线登记 as JSON, and the same as a verb gets them."""

import json
import uuid
from datetime import date, datetime, time

from django.utils import timezone

from tests import factories as f
from xinglongtai.oversight.demo.identities import uscc_of

KEY = uuid.UUID("5e1f0a52-7f6f-4d3e-9d0a-2a4f4b6c7d10")
CODE = uscc_of(9001, kind="2")


def written(on: date = f.DAY, **changed) -> dict:
    """Data of the verb: a shop seen on ``on``, not on file yet."""
    data = {
        "kind": "individual_business",
        "name": "兴隆台区演示离线小店",
        "uscc": CODE,
        "operator": "演示经营者",
        "phone": "13800000001",
        "address": "演示路离线1号",
        "party": "",
        "seen": "没挂执照",
        "note": "经营者不在场",
        "place": "",
        "inspected_on": on,
        "inspected_at": time(9, 30),
        "co_handler": None,
        "late_entry_reason": "现场无网络",
        "made_at": f.at(on, 9),
        "clock_ahead": 0,
        "sha256": "0" * 64,
    }
    return data | changed


def draft(officer, *, key: uuid.UUID | None = None, **changed) -> dict:
    """The JSON object of a phone whose clock is right, written just now."""
    now = timezone.localtime()
    data = written(now.date()) | {"inspected_at": "", "inspected_on": now.date().isoformat()}
    data |= {"client_key": str(key or KEY), "person": officer.user_id, "made_at": now.isoformat(), "co_handler": ""}
    del data["clock_ahead"], data["sha256"]
    return data | changed


def send(client, data, *, clock: datetime | str = ""):
    """POST ``data`` (an object, or the text of a body) as the phone does."""
    body = data if isinstance(data, str | bytes) else json.dumps(data, ensure_ascii=False)
    said = clock if isinstance(clock, str) else clock.isoformat()
    return client.post("/field/entries/", body, content_type="application/json", headers={"X-Phone-Time": said})
