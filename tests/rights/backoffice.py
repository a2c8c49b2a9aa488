"""The back office: every registered model, who may do what on which of its pages.

DOMAIN §6: legal staff keep the list, keepers the ground, and cases have no page here.
"""

from dataclasses import dataclass, field

from pledges.papers import due

NOBODY: frozenset = frozenset()
LEGAL = frozenset({"legal"})
SYSADMIN = frozenset({"sysadmin"})
#: The 安全管理员 reads whom roles are given to, and changes nothing of it here.
ACCESS = frozenset({"sysadmin", "security"})


@dataclass(frozen=True)
class Model:
    """Roles by act. ``row``: situation that is opened; ``more``: own addresses, name → (roles, arguments).

    ``inlines`` and ``actions`` by name: a new one is noticed.
    """

    row: str
    view: frozenset
    add: frozenset = NOBODY
    edit: frozenset = NOBODY
    delete: frozenset = NOBODY
    inlines: tuple = ()
    actions: tuple = ()
    more: dict = field(default_factory=dict)
    #: One table for every bureau; else the row does not exist for another one's keepers.
    shared: bool = False


def _list(row, **more) -> Model:
    """A table of the list that legal staff keep."""
    acts = {"add": LEGAL, "edit": LEGAL, "delete": LEGAL} | more
    return Model(row, LEGAL, **acts)


def _read(row, roles=SYSADMIN, **more) -> Model:
    return Model(row, roles, **more)


#: Pages of their own behind «change»: they show, whatever is sent to them.
SHOWN = {"catalog.ItemExample", "catalog.ImportRun", "pledges.PaperWording"}


def _legal(*names, args=()) -> dict:
    return dict.fromkeys(names, (LEGAL, args))


#: Label of the model → its row. What is not here has no page in the back office: cases, parties, pledges, events.
TABLE = {
    "cases.PriorRecord": _read(
        "prior",
        LEGAL,
        actions=("take_out",),
        more=_legal("cases_priorrecord_import", "cases_priorrecord_process_import"),
    ),
    "catalog.Batch": _list("batch", delete=NOBODY),
    "catalog.Candidate": _read(
        "candidate", LEGAL, more=_legal("catalog_candidate_adopt", "catalog_candidate_decline", args=("candidate",))
    ),
    "catalog.ConditionToken": _list("token_of_condition", shared=True),
    "catalog.ImportMapping": _read("mapping", LEGAL, delete=LEGAL),
    "catalog.ImportRun": _read(
        "import_run",
        LEGAL,
        more=_legal(
            *(f"catalog_importrun_{act}" for act in ("columns", "refused", "confirm", "undo", "discard")),
            args=("import_run",),
        ),
    ),
    "catalog.Item": _list("empty_item", edit=NOBODY),
    "catalog.ItemExample": _read(
        "example",
        LEGAL,
        more=_legal(*(f"catalog_itemexample_{act}" for act in ("of", "new", "proposals")), args=("list_draft",))
        | _legal("catalog_itemexample_edit", "catalog_itemexample_remove", args=("example",)),
    ),
    "catalog.ItemVersion": _list(
        "list_draft",
        inlines=("Citation", "ItemCondition"),
        actions=("action_submit", "action_publish", "action_return", "action_retire", "action_renew"),
        more=_legal("catalog_itemversion_import")
        | _legal("catalog_itemversion_verb", args=("=submit",))
        | _legal("catalog_itemversion_compare", args=("list_draft",))
        | _legal("catalog_itemversion_export", "catalog_itemversion_template", args=("=csv",)),
    ),
    "catalog.SourceList": _list(
        "source_list", delete=NOBODY, more=_legal("catalog_sourcelist_end", args=("source_list",))
    ),
    "catalog.Statute": _list(
        "statute",
        shared=True,
        inlines=("StatuteVersion",),
        more=_legal("catalog_statute_gaps", "catalog_statute_import")
        | _legal("catalog_statute_preview", args=("=none",)),
    ),
    "catalog.StatuteVersion": _list(
        "statute_version",
        shared=True,
        inlines=("Article",),
        more=_legal("catalog_statuteversion_text", args=("statute_version",)),
    ),
    "core.Bureau": _read("bureau", edit=SYSADMIN),
    "core.CalendarDay": Model("calendar_day", SYSADMIN, shared=True, add=SYSADMIN, edit=SYSADMIN, delete=SYSADMIN),
    "core.LostNumber": _read("lost_number"),
    "core.NumberSeries": _read("series"),
    "core.Officer": Model("officer", ACCESS, add=SYSADMIN, edit=SYSADMIN),
    "core.Outgoing": _read("outgoing"),
    "core.Parameter": Model("parameter", SYSADMIN, add=SYSADMIN, edit=SYSADMIN, delete=SYSADMIN),
    "core.Restoration": _read("restoration", shared=True),
    "core.Unit": Model("unit", ACCESS, add=SYSADMIN, edit=SYSADMIN),
    "core.User": Model(
        "account", ACCESS, add=SYSADMIN, edit=SYSADMIN, more={"auth_user_password_change": (SYSADMIN, ("account",))}
    ),
    "pledges.PaperWording": _read(
        "wording",
        LEGAL,
        more=_legal(*(f"pledges_paperwording_{act}" for act in ("kind", "edit", "sample")), args=(f"={due.SCENE}",))
        | _legal("pledges_paperwording_approve", args=("wording",)),
    ),
}
#: Addresses of the site that belong to no model: who gets in at all.
INDEX = frozenset({"legal", "sysadmin", "security", "auditor"})
