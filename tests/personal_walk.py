"""Looks through everything the demo left for numbers and names of persons."""

import json

from cases.models import Evidence, Party
from cases.status import PartyKind
from pledges.models import Agent
from xinglongtai.core.models import Event, IssuedDocument, Job, Notice, Outgoing


def check() -> None:
    """Events, notices, what waits to be sent, long work, and names of stored files: not one number of anybody in the demo.

    Natural persons stand in no event by their whole name either."""
    people = Party.objects.values_list("id_number", "phone", "name", "kind")
    numbers = {text for row in people for text in row[:2] if text}
    numbers |= {text for row in Agent.objects.values_list("id_number", "phone") for text in row if text}
    names = {row[2] for row in people if row[3] == PartyKind.PERSON}
    assert numbers and names
    told = {
        "events": [json.dumps(data, ensure_ascii=False) for data in Event.objects.values_list("data", flat=True)],
        "jobs": [json.dumps([job.params, job.result, job.message], ensure_ascii=False) for job in Job.objects.all()],
    }
    for model in (Notice, Outgoing):
        told[model.__name__] = ["|".join(map(str, row)) for row in model.objects.values_list()]
    files = [Evidence.objects.values_list("file", "original_name"), IssuedDocument.objects.values_list("pdf")]
    told["files"] = [" ".join(map(str, row)) for rows in files for row in rows]
    for kind, texts in told.items():
        whole = "\n".join(texts)
        assert not [number for number in numbers if number in whole], kind
    events, found = "\n".join(told["events"]), []
    found = [name for name in names if f'"{name}"' in events]
    assert not found, found
