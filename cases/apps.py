"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "检查案件"

    def ready(self):
        from catalog import version_links
        from xinglongtai.core import database_rules as kept
        from xinglongtai.core import documents
        from xinglongtai.core.vault import files

        from . import database_rules, events, parameters, pictures, places, words_rules  # noqa: F401
        from .field import events, parameters  # noqa: F401, F811

        self._delegable()
        for rule in (*database_rules.RULES, *words_rules.RULES):
            kept.register(rule)
        files.must_be_closed("evidence", self._closed_evidence)
        self._audited()
        documents.register_pictures(pictures.IN_PAPERS, pictures.picture_for_papers)
        version_links.register(
            "预演",
            "cases:rehearsal",
            permission="catalog.change_itemversion",
            fits=lambda version: not version.standing,
        )

    def _closed_evidence(self):
        """Names of the originals that lie closed."""
        from .models import Evidence
        from .status import OPEN_EVIDENCE

        return (
            Evidence.objects.exclude(kind__in=OPEN_EVIDENCE).exclude(file="").values_list("file", flat=True).iterator()
        )

    def _delegable(self):
        """What the heads and leaders may let a deputy decide, and the article that reserves it for them."""
        from xinglongtai.core.delegations import ALWAYS, IF_ALLOWED, NEVER, define

        from .status import ApprovalKind

        decide = "cases.approve_case"
        told = (
            (ApprovalKind.OUTCOME, decide, IF_ALLOWED, "程序规定第十八条、第六十条"),
            (ApprovalKind.FILING, decide, IF_ALLOWED, "程序规定第十八条"),
            (ApprovalKind.REFERRAL, decide, NEVER, "移送规定第五条、程序规定第六十条"),
            (ApprovalKind.CLOCK, decide, IF_ALLOWED, "程序规定第十八条"),
            (ApprovalKind.FIRST_STEP, "cases.approve_first_step", ALWAYS, ""),
        )
        for kind, permission, heads, basis in told:
            define(kind.value, kind.label, permission, heads=heads, basis=basis)

    def _audited(self):
        """What the 审计管理员 learns of acts here: the number of the dossier; and which acts show personal data."""
        from xinglongtai.core.record import looks, reach

        from .models import Case, Party

        reach.dossier("case", "案件", lambda bureau: Case.objects.filter(bureau=bureau))
        reach.dossier("party", "当事人", lambda bureau: Party.objects.filter(bureau=bureau))
        looks.add("identities", "identity_view")
