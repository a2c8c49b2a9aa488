"""Rights of ledger."""

from .main import GONE, IN, LEGAL, NO, rule

SEE = rule(IN, sysadmin=NO)
MINE = rule(GONE, legal=IN, sysadmin=NO)

TABLE: dict = {
    "oversight:ledger": (SEE, None),
    "oversight:ledger_export": (SEE, None),
    "oversight:ledger_files": (SEE, None),
    "oversight:ledger_file": (MINE, "ledger_file"),
    "oversight:past": (LEGAL, None),
    "oversight:past_run": (LEGAL, "past_run"),
    "oversight:past_columns": (LEGAL, "past_run"),
    "oversight:past_refused": (LEGAL, "past_run"),
    "oversight:past_take": (LEGAL, "past_run"),
    "oversight:past_undo": (LEGAL, "past_taken"),
    "oversight:past_drop": (LEGAL, "past_dropped"),
}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic: an import tried, one taken over, one to drop; a file made for legal staff."""
    from tests.past_sheets import ROWS, book
    from xinglongtai.oversight.ledger.past_reading import reading_of
    from xinglongtai.oversight.ledger.services_export import ledger_file_keep
    from xinglongtai.oversight.ledger.services_past import past_run_map, past_run_open, past_run_take, past_run_try

    def run(data):
        row = past_run_open(actor=office.legal, file_name="台账.xlsx", data=data)
        reading = reading_of(row)
        given = {key: getattr(reading, key) for key in ("sheet", "heading", "columns", "kind")}
        return past_run_map(run=row, actor=office.legal, source="", **given)

    file = _small_file()
    return {
        "past_run": past_run_try(run=run(book()), actor=office.legal, on=day),
        "past_taken": past_run_take(
            run=past_run_try(run=run(book(ROWS[1:2])), actor=office.legal, on=day), actor=office.legal, on=day
        ),
        "past_dropped": run(book()),
        "ledger_file": ledger_file_keep(actor=office.legal, path=file, form="xlsx", count=0, filters="", on=_today()),
    }


def _small_file():
    from pathlib import Path

    from django.conf import settings

    from xinglongtai.core.long_sheets import write_workbook

    path = Path(settings.VAR_DIR) / "rights-ledger.xlsx"
    with path.open("wb") as out:
        write_workbook(out, ["编号"], [])
    return path


def _today():
    """The page looks at the real day: a file made in the past would be gone."""
    from django.utils import timezone

    return timezone.localdate()


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
