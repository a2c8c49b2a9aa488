"""Rights of staffing."""

from xinglongtai.core.staffing import services as verbs
from xinglongtai.core.staffing.importing import import_look, import_run

from .main import GONE, IN, NO, OVERSEE, rule

#: Whoever oversees reads, the administrator writes.
_READ = {**OVERSEE, "sysadmin": IN}
_WRITE = rule(NO, sysadmin=IN)
_PERSON = rule(GONE, officer=IN, head=IN, leader=IN, supervisor=IN, sysadmin=IN)
TABLE: dict = {
    "core:staffing": (_READ, None),
    "core:staffing_export": (_READ, None),
    "core:staffing_officer": (_PERSON, "person"),
    "core:staffing_add": (_WRITE, "person_kind"),
    "core:loan_return": (_WRITE, "loan"),
    "core:staffing_set_aside": (_WRITE, "loan_record"),
    "core:training_bulk": (_WRITE, None),
    "core:staffing_import": (_WRITE, None),
    "core:staffing_import_run": (_WRITE, "import"),
    "core:staffing_import_refused": (_WRITE, "import"),
    "core:staffing_import_undo": (_WRITE, "import_done"),
    "core:staffing_template": (_WRITE, "kind"),
    "core:staffing_records": (_READ, "kind"),
}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic."""
    act = {"actor": office.sysadmin, "on": day}
    thing = {"kind": "recorder", "number": "R1", "lent_on": day, "due_on": None, "note": ""}
    loan = verbs.loan_lend(officer=office.officer, data=thing, **act)
    text = f"姓名,培训日期,培训内容,学时\n{office.officer.name},{day},演示培训,8\n查无此人,{day},演示培训,8\n"
    sheet = {"kind": "training", "file_name": "培训.csv", "data": text.encode()}
    looked, done = import_look(**sheet, **act), import_look(**sheet, **act)
    return {"person": office.officer, "loan": loan, "import": looked, "import_done": import_run(run=done, **act)}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return {
        "person_kind": [rows["person"].pk, "training"],
        "loan_record": ["loan", rows["loan"].pk],
        "kind": ["training"],
    }.get(key)
