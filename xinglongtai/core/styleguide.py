"""Every component on one page, shown at /styleguide/ while DEBUG is on. All data is invented."""

from datetime import date, timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="当事人名称", help_text="与营业执照一致。")
    code = forms.CharField(label="统一社会信用代码", help_text="18 位，边输入边核对。", max_length=18)
    phone = forms.CharField(label="联系电话", required=False)
    source = forms.ChoiceField(
        label="检查来源",
        choices=[("", "请选择"), ("daily", "日常监督检查"), ("random", "双随机抽查"), ("complaint", "投诉举报")],
    )
    mode = forms.ChoiceField(
        label="承诺方式",
        choices=[("now", "立即予以纠正"), ("dated", "在约定日期前纠正，并送达整改材料")],
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label="改正期限",
        help_text="可直接输入，也可在月历上选。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-datepicker": "workdays"}),
    )
    photos = forms.FileField(
        label="现场照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text="至少一张看得清招牌。",
    )
    told = forms.BooleanField(label="已告知当事人权利，并说明自愿签署", help_text="未告知的，不能签发。")
    facts = forms.CharField(label="违法事实", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SampleFilter(forms.Form):
    """A filter as lists use it."""

    unit = forms.ChoiceField(label="单位", choices=[("", "全部"), ("1", "演示所")], required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("late", "逾期")], required=False)
    words = forms.CharField(label="当事人", required=False)


def _calendar(today: date) -> dict:
    return {
        "holidays": {"2026-10-01": "国庆节", "2026-10-02": "国庆节", "2027-01-01": "元旦"},
        "workdays": {"2026-10-10": "国庆节调休"},
        "years": [2026],
        "marks": {(today + timedelta(days=19)).isoformat(): "15个工作日核查期限在这一天届满"},
    }


def _samples(today: date) -> dict:
    officer = SimpleNamespace(name="张三", unit=SimpleNamespace(short_name="演示所", name="演示市场监督管理所"))
    rows = [
        {
            "party": party,
            "violation": words,
            "due": today + timedelta(days=days),
            "value": value,
            "tone": tone,
            "state": state,
        }
        for party, words, days, value, tone, state in [
            ("兴隆台区好味道小吃店", "食品经营场所未公示经营许可证", -2, "120.50", "danger", "逾期未改"),
            ("盘锦某某超市有限公司", "未明码标价", 0, "500", "warn", "待整改"),
            ("李四（个体工商户）", "营业执照未置于醒目位置", 9, None, "info", "待复查"),
        ]
    ]
    line = SimpleNamespace
    sheet = [
        line(
            label="清单事项在检查当日有效",
            outcome="met",
            judged_by="system",
            evidence="清单第一批 第 3 项（第 2 版）",
            basis="政策 二（三）",
            note="",
        ),
        line(
            label="首次违法（两年内无同类记录）",
            outcome="unknown",
            judged_by="officer",
            evidence="",
            basis="行政处罚法第三十三条第一款",
            note="公示系统今天查不到，需要负责人决定。",
        ),
        line(
            label="没有失诺记录",
            outcome="not_met",
            judged_by="system",
            evidence="盘兴市监柔承〔2025〕8号",
            basis="政策 四（三）",
            note="2025年6月失诺，不能再签承诺书，转普通程序。",
        ),
        line(label="当事人没有主观故意", outcome="pending", judged_by="officer", evidence="", basis="", note=""),
    ]
    events = [
        {"at": timezone.now(), "who": "张三（演示所）", "text": "签发承诺书 盘兴市监柔承〔2026〕1号", "tone": "info"},
        {
            "at": timezone.now() - timedelta(days=1),
            "who": "王五（法制科）",
            "text": "退回修改",
            "detail": "首违核查缺少截图。",
            "tone": "warn",
        },
        {"at": timezone.now() - timedelta(days=2), "who": "张三（演示所）", "text": "登记检查", "tone": "good"},
    ]
    return {"officer": officer, "rows": rows, "sheet": sheet, "events": events}


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself; 404 outside DEBUG. ``?errors=1`` shows the form with its errors."""
    if not settings.DEBUG:
        raise Http404
    today = timezone.localdate()
    form = SampleForm({"name": "好味道", "mode": "dated"}) if "errors" in request.GET else SampleForm()
    if "errors" not in request.GET:
        messages.success(request, "已保存，可以继续下一步。")
    context = {
        "today": today,
        "form": form,
        "filter_form": SampleFilter(request.GET),
        "calendar": _calendar(today),
        "steps": [("当事人", "#"), ("违法行为", "#"), ("适用核查", ""), ("承诺", "")],
        "page_obj": Paginator(range(200), 20).get_page(request.GET.get("page", 3)),
        "facts": [("统一社会信用代码", "91211103MA0000000X"), ("地址", "兴隆台区某街道 1 号"), ("联系电话", "")],
        "tones": [
            ("待核查", "neutral"),
            ("办理中", "info"),
            ("整改到位", "good"),
            ("待复查", "warn"),
            ("失诺", "danger"),
        ],
        "photos": [{"url": f"{settings.STATIC_URL}img/mark.svg", "caption": "店内正面", "taken_at": timezone.now()}]
        * 3,
        **_samples(today),
    }
    return render(request, "core/styleguide.html", context)
