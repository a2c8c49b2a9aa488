"""Publish, retire, set the end, new version: pages that ask once, then call the service for every row."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import whole_number

from ..citations import remarks
from ..services import (
    item_version_new,
    item_version_publish,
    item_version_retire,
    item_version_return,
    item_version_set_end,
    item_version_submit,
    publication_faults,
    second_person_fault,
)
from ..status import VersionState
from .access import actor_of


class NothingForm(forms.Form):
    """Nothing to fill in; confirming is enough."""


class ReasonForm(forms.Form):
    """Why an item no longer applies."""

    reason = forms.CharField(label="失效理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(forms.Form):
    """What has to be mended."""

    reason = forms.CharField(label="退回理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(forms.Form):
    """The last day of a published version."""

    effective_to = forms.DateField(
        label="截止日期",
        required=False,
        help_text="最后有效的一天；留空为长期有效",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@dataclass(frozen=True)
class Verb:
    """One act on chosen versions: its words, its form and the permission it needs."""

    key: str
    title: str
    warning: str
    form: type[forms.Form]
    permission: str
    fits: str  # the state a version must be in, "" = any


VERBS = {
    verb.key: verb
    for verb in (
        Verb(
            "submit",
            "提交审核",
            "提交后锁定，由另一名法制人员审核发布或退回。引用条款、适用条件和测试情形有问题的不能提交。",
            NothingForm,
            "catalog.change_itemversion",
            VersionState.DRAFT,
        ),
        Verb(
            "publish",
            "审核发布",
            "发布后不能再修改；需要改动时建立新版本。原已发布的版本在新版本施行前一日失效。提交或最后修改的人不能发布。",
            NothingForm,
            "catalog.publish_itemversion",
            VersionState.PENDING,
        ),
        Verb(
            "return",
            "退回草稿",
            "退回后可以继续修改，再次提交。提交人也可以用它撤回自己的提交。",
            ReturnForm,
            "catalog.change_itemversion",
            VersionState.PENDING,
        ),
        Verb(
            "retire",
            "失效",
            "从今天起不再适用于新的案件；已经引用它的案件不受影响。此操作不能撤销。",
            ReasonForm,
            "catalog.publish_itemversion",
            VersionState.PUBLISHED,
        ),
        Verb(
            "end",
            "调整截止日期",
            "法规已公布废止或修改日期时使用。",
            EndForm,
            "catalog.publish_itemversion",
            VersionState.PUBLISHED,
        ),
        Verb(
            "renew",
            "建立新版本",
            "复制最新版本为草稿（不含施行日期），原版本继续有效，直到新版本发布。",
            NothingForm,
            "catalog.add_itemversion",
            "",
        ),
    )
}


def carry_out(verb: Verb, version, actor, given: dict):
    """Call the service of ``verb``; DomainError with the reason where it refuses."""
    today = timezone.localdate()
    if verb.key == "submit":
        return item_version_submit(version=version, actor=actor, on=today)
    if verb.key == "publish":
        return item_version_publish(version=version, actor=actor, on=today)
    if verb.key == "return":
        return item_version_return(version=version, actor=actor, reason=given["reason"])
    if verb.key == "retire":
        return item_version_retire(version=version, actor=actor, on=today, reason=given["reason"])
    if verb.key == "end":
        return item_version_set_end(version=version, actor=actor, effective_to=given["effective_to"], on=today)
    return item_version_new(item=version.item, actor=actor)


class VerbPages:
    """Mixin of a ModelAdmin of item versions: bulk actions and buttons lead to the same page."""

    actions = ["action_submit", "action_publish", "action_return", "action_retire", "action_renew"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.verb_view)
        return [path("verb/<str:key>/", view, name="catalog_itemversion_verb"), *super().get_urls()]

    def get_actions(self, request):
        return {
            name: found
            for name, found in super().get_actions(request).items()
            if request.user.has_perm(VERBS[name.removeprefix("action_")].permission)
        }

    def action_submit(self, request, queryset):
        return self._ask("submit", queryset)

    action_submit.short_description = "提交所选草稿审核…"

    def action_publish(self, request, queryset):
        return self._ask("publish", queryset)

    action_publish.short_description = "审核发布所选待审事项…"

    def action_return(self, request, queryset):
        return self._ask("return", queryset)

    action_return.short_description = "退回所选待审事项…"

    def action_retire(self, request, queryset):
        return self._ask("retire", queryset)

    action_retire.short_description = "办理所选事项失效…"

    def action_renew(self, request, queryset):
        return self._ask("renew", queryset)

    action_renew.short_description = "为所选事项建立新版本…"

    def _ask(self, key: str, queryset):
        ids = "&".join(f"id={pk}" for pk in queryset.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{verb_url(key)}?{ids}")

    def verb_view(self, request, key):
        """Ask (GET), then act on every chosen version and say what became of each (POST)."""
        verb, actor = VERBS.get(key), actor_of(request)
        if verb is None or not request.user.has_perm(verb.permission):
            raise PermissionDenied
        ids = [n for pk in request.GET.getlist("id") if (n := whole_number(pk)) is not None]
        versions = list(self.get_queryset(request).filter(pk__in=ids).in_list_order())
        form = verb.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._act(request, verb, versions, actor, form.cleaned_data)
        read = verb.key in ("submit", "publish")
        minded = remarks(versions, timezone.localdate()) if read else {version.pk: [] for version in versions}
        context = {
            **self.admin_site.each_context(request),
            "title": verb.title,
            "verb": verb,
            "form": form,
            "opts": self.opts,
            "rows": [(version, self._obstacles(verb, version, actor), minded[version.pk]) for version in versions],
        }
        return TemplateResponse(request, "admin/catalog/itemversion/verb.html", context)

    def _obstacles(self, verb: Verb, version, actor) -> list[str]:
        if verb.fits and version.state != verb.fits:
            return [f"当前为“{version.get_state_display()}”，不能{verb.title}"]
        faults = publication_faults(version, timezone.localdate()) if verb.key in ("submit", "publish") else []
        if verb.key == "publish" and (own := second_person_fault(version, actor)):
            faults = [f"{own}，须由另一名法制人员审核", *faults]
        return faults

    def _act(self, request, verb: Verb, versions, actor, given):
        """One version: back to its page with a message. Several: a page with what became of each."""
        results = []
        for version in versions:
            try:
                results.append((version, carry_out(verb, version, actor, given), ""))
            except DomainError as refusal:
                results.append((version, None, refusal.message))
        if not versions:
            messages.warning(request, "没有选中任何事项。")
        if len(results) == 1 and results[0][1]:
            messages.success(request, f"{verb.title}：{results[0][1]}")
            return redirect("admin:catalog_itemversion_change", results[0][1].pk)
        if not results or len(results) == 1:
            for _, _, refusal in results:
                messages.error(request, refusal)
            return redirect("admin:catalog_itemversion_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.title}：结果",
            "verb": verb,
            "opts": self.opts,
            "results": results,
            "done": sum(1 for _, made, _ in results if made),
            "refused": sum(1 for _, made, _ in results if not made),
        }
        return TemplateResponse(request, "admin/catalog/itemversion/verb_results.html", context)


def verb_url(key: str) -> str:
    """Address of a verb's page; add ``?id=…`` for each version."""
    return reverse("admin:catalog_itemversion_verb", args=[key])
