"""The bell's page and «我的 → 消息设置»."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..acts import attempt
from ..models import Notice
from ..web import actor_of, sent, today, visible_or_404
from .channels import CHANNELS, open_channels
from .preferences import preferences_of, preferences_save
from .telling import mark_one_read, mark_read
from .topics import BELL, MAIL, SMS, topic_of, topics


def notices(request):
    """All notices of the person, unread ones first; of one topic where the address names it."""
    rows = Notice.objects.shown().filter(officer=actor_of(request))
    counts = {row["topic"]: row["count"] for row in rows.values("topic").annotate(count=Count("pk")).order_by()}
    topic = request.GET.get("topic", "")
    if topic in counts:
        rows = rows.filter(topic=topic)
    rows = rows.order_by(F("read_at").desc(nulls_first=True), "-pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    for row in page:
        row.topic_label = topic_of(row.topic).label
    context = {
        "page_obj": page,
        "filters": [(t.key, t.label, counts[t.key]) for t in topics() if t.key in counts],
        "topic": topic if topic in counts else "",
        "all": sum(counts.values()),
        "unread": rows.filter(read_at__isnull=True).exists(),
        "today": today(),
    }
    return render(request, "core/notices.html", context)


@require_POST
def notices_read(request):
    """Mark all (of one topic) as read."""
    topic = request.POST.get("topic", "")
    count = mark_read(actor_of(request), topic=topic)
    messages.success(request, f"已将 {count} 条消息标为已读。")
    return _back(request)


@require_POST
def notice_read(request, pk):
    """Mark one as read."""
    officer = actor_of(request)
    mark_one_read(officer, visible_or_404(Notice.objects.filter(officer=officer), pk).pk)
    return _back(request)


def notice_open(request, pk):
    """Go where a notice leads; it is read then."""
    officer = actor_of(request)
    row = visible_or_404(Notice.objects.filter(officer=officer), pk)
    mark_one_read(officer, row.pk)
    own = url_has_allowed_host_and_scheme(row.url, None) and row.url.startswith("/")
    return redirect(row.url) if own else redirect("core:notices")


def _back(request):
    answer = redirect("core:notices")
    topic = request.POST.get("topic", "")
    if topic and topic_of(topic).key == topic:
        answer["Location"] += f"?topic={topic}"
    return answer


class PreferenceForm(forms.Form):
    """One box a topic and open channel, quiet hours, and how mail comes. ``rows`` is the table of the page."""

    quiet_from = forms.TimeField(
        label="免打扰开始", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label="免打扰结束", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    mail_daily = forms.BooleanField(
        label="邮件每天汇总成一封发送",
        required=False,
        help_text="不勾选的，有消息随时发。免打扰时段内的，时段结束后发。",
    )

    def __init__(self, data=None, *, officer, **kwargs):
        self.wish, self.channels = preferences_of(officer), open_channels(officer.unit.bureau)
        first = {name: getattr(self.wish, name) for name in ("quiet_from", "quiet_to", "mail_daily")}
        super().__init__(data, initial=first, **kwargs)
        if not any(channel.key == MAIL for channel in self.channels):
            del self.fields["mail_daily"]
        if not self.channels:
            del self.fields["quiet_from"], self.fields["quiet_to"]
        self.outside = "和".join(channel.label for channel in self.channels)
        self.heads = [(BELL, "站内"), *((channel.key, channel.label) for channel in self.channels)]
        for topic in topics():
            for key, label in self.heads:
                fixed = key == BELL and topic.bell_fixed
                self.fields[f"{topic.key}-{key}"] = forms.BooleanField(
                    label=f"{topic.label}：{label}",
                    required=False,
                    disabled=fixed,
                    initial=self.wish.wants(topic, key),
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )

    @property
    def rows(self):
        """(topic, [(box, channel's name, fixed)]) in the order of the page."""
        return [
            (
                topic,
                [(self[f"{topic.key}-{key}"], label, key == BELL and topic.bell_fixed) for key, label in self.heads],
            )
            for topic in topics()
        ]

    def chosen(self) -> dict:
        """topic → channel → on. A channel that is not open keeps what the person once chose."""
        found = {topic.key: {way: self.wish.wants(topic, way) for way in (BELL, MAIL, SMS)} for topic in topics()}
        for topic in topics():
            for key, _ in self.heads:
                found[topic.key][key] = self.cleaned_data[f"{topic.key}-{key}"]
        return found


def preferences(request):
    """«消息设置»: one's own wishes."""
    officer = actor_of(request)
    form = PreferenceForm(sent(request), officer=officer)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data.get(name) for name in ("quiet_from", "quiet_to")}
        daily = form.cleaned_data.get("mail_daily", form.wish.mail_daily)
        if attempt(form, preferences_save, actor=officer, chosen=form.chosen(), mail_daily=daily, **given):
            messages.success(request, "消息设置已保存。")
            return redirect("core:notice_preferences")
    addresses = [(way.label, way.address(officer)) for way in CHANNELS.values() if way in form.channels]
    context = {"form": form, "addresses": addresses}
    return render(request, "core/notice_preferences.html", context, status=422 if form.is_bound else 200)
