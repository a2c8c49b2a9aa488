"""Importing texts of laws: files in, a preview that says what would happen to each, then all of them or none."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from xinglongtai.core.errors import DomainError

from ..services import TextEntry, TextPlan, statute_texts_import, text_plan
from ..services.statute_texts import IMPORT
from ..status import TextOutcome
from ..statute_text import LawText, NotReadable, TextFacts, marked
from . import statute_desk
from .access import actor_of
from .statute_forms import StatuteFilesForm, TextFactsForm

_TONE = {TextOutcome.SAME: "", TextOutcome.REPLACED: "review"}


@dataclass
class Card:
    """One file on the preview page."""

    sent: statute_desk.Sent
    form: TextFactsForm | None = None
    text: LawText | None = None
    plan: TextPlan | None = None
    doubts: tuple = ()

    @property
    def refusals(self) -> list[str]:
        """Why it cannot be imported as it stands."""
        return [self.sent.refusal] if self.plan is None else self.plan.faults

    @property
    def outcome(self) -> str:
        return TextOutcome(self.plan.outcome).label

    @property
    def tone(self) -> str:
        return "refused" if self.refusals else _TONE.get(self.plan.outcome, "published")

    @property
    def sizes(self) -> str:
        counts = self.text.counts()
        unit = "段" if counts.get("section") else "条"
        parts = [
            f"{len(self.text.articles)} {unit}",
            f"{counts.get('paragraph', 0)} 款",
            f"{counts.get('subparagraph', 0)} 项",
        ]
        return "，".join([*parts, f"{counts['point']} 目"] if counts.get("point") else parts)

    @property
    def ends(self) -> list:
        """The first and the last article, to be compared with the file."""
        articles = self.text.articles
        return [articles[0], articles[-1]] if len(articles) > 1 else articles

    @property
    def changes(self) -> list:
        """(label, word, marked pieces) of each article that differs from the loaded text."""
        return [(change.label, change.word, marked(change.old, change.new)) for change in self.plan.changes[:60]]


class StatuteImportPages:
    """Mixin of the ModelAdmin of statutes."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.files_view), name="catalog_statute_import"),
            path("import/<str:token>/", wrap(self.preview_view), name="catalog_statute_preview"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request) -> bool:
        """Whether the person may import texts."""
        return request.user.has_perm(IMPORT)

    def files_view(self, request):
        """Choose files."""
        actor_of(request)
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = StatuteFilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            try:
                token = statute_desk.receive(form.cleaned_data["files"], request.user)
            except NotReadable as refusal:
                form.add_error("files", str(refusal))
            else:
                return redirect("admin:catalog_statute_preview", token)
        return self._page(request, "import.html", {"title": "导入法规文本", "form": form})

    def preview_view(self, request, token):
        """What would happen to each text (GET); once more with changed facts, or do it (POST)."""
        actor = actor_of(request)
        if not self.has_import_permission(request):
            raise PermissionDenied
        sent = statute_desk.recall(token, request.user)
        if sent is None:
            messages.warning(request, "这批文件已经导入或已过期，请重新上传。")
            return redirect("admin:catalog_statute_import")
        cards = [
            _card(one, number, request.POST if request.method == "POST" else None) for number, one in enumerate(sent)
        ]
        if request.method == "POST" and "confirm" in request.POST:
            if answer := self._carry_out(request, token, cards, actor):
                return answer
        context = {"title": "导入法规文本：核对", "cards": cards, "token": token, "able": [c for c in cards if c.plan]}
        return self._page(request, "import_preview.html", context)

    def _carry_out(self, request, token, cards, actor):
        taken = [card for card in cards if card.plan and card.form.is_valid() and card.form.cleaned_data["take"]]
        wrong = [card for card in cards if card.form and not card.form.is_valid()]
        if wrong or not taken:
            messages.error(request, "请先改正下面标出的内容。" if wrong else "没有勾选任何文本，什么都没有写入。")
            return None
        entries = [TextEntry(card.plan.facts, card.text, card.sent.name) for card in taken]
        try:
            plans = statute_texts_import(entries=entries, actor=actor, on=timezone.localdate())
        except DomainError as refusal:
            messages.error(request, f"{refusal.message} 什么都没有写入。")
            return None
        statute_desk.forget(token)
        for outcome in TextOutcome:
            names = [plan.name for plan in plans if plan.outcome == outcome]
            if names:
                messages.success(
                    request, f"{outcome.label} {len(names)} 个：{'、'.join(names[:8])}{'等' if len(names) > 8 else ''}"
                )
        if len(plans) == 1:
            return redirect("admin:catalog_statuteversion_text", plans[0].version.pk)
        return redirect(reverse("admin:catalog_statute_changelist"))

    def _page(self, request, template, context):
        common = {**self.admin_site.each_context(request), "opts": self.opts, "is_nav_sidebar_enabled": False}
        return TemplateResponse(request, f"admin/catalog/statute/{template}", {**common, **context})


def _card(sent: statute_desk.Sent, number: int, data) -> Card:
    if sent.refusal:
        return Card(sent)
    text = sent.read()
    proposed = sent.facts(text)
    names = ("title", "short_title", "kind", "version_date", "effective_from", "effective_to", "note")
    initial = {"take": not text.faults, **{name: getattr(proposed, name) for name in names}}
    form = TextFactsForm(data, prefix=f"f{number}", initial=initial)
    facts = proposed
    if data is not None:
        form.is_valid()
        facts = TextFacts(**{name: value for name in names if (value := form.cleaned_data.get(name))})
    return Card(sent, form, text, text_plan(facts, text), tuple(proposed.doubts) if data is None else ())
