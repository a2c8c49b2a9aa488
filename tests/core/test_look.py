"""The look: how things are written, where each role can go, pages that must show even when much is missing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from xinglongtai.core import display, icons, navigation
from xinglongtai.core.context_processors import Frame, frame
from xinglongtai.core.models import Bureau, Notice, Officer, Unit, User
from xinglongtai.core.roles import Role


def _page(request, **kwargs):
    return HttpResponse("")


def _names(app, **pages):
    return path("", include(([path(address, _page, name=name) for name, address in pages.items()], app)))


urlpatterns = [  # as in the middle of building: most pages are there, 柔性措施 and the admin are not
    _names("cases", intake_new="cases/new/", list="cases/", party_list="parties/"),
    _names("pledges", desk="", list="pledges/", approval_list="approvals/"),
    _names("oversight", brief="brief/", overdue="overdue/"),
    _names("core", me="me/", search="search/", notices="notices/"),
    path("login/", _page, name="login"),
    path("logout/", _page, name="logout"),
]
few_pages = type("few_pages", (), {"urlpatterns": urlpatterns})
no_pages = type("no_pages", (), {"urlpatterns": []})
DAY = date(2026, 11, 22)


def drawn(source: str, **context) -> str:
    return Template("{% load xlt %}" + source).render(Context(context))


# --- how things are written ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "value", "written"),
    [
        (display.cn_date, DAY, "2026年11月22日"),
        (display.cn_date, datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "2026年11月23日"),  # one in the morning in China
        (display.cn_date, None, ""),
        (display.cn_date_short, DAY, "11月22日"),
        (display.cn_datetime, datetime(2026, 11, 22, 6, 5, tzinfo=UTC), "2026年11月22日 14:05"),
        (display.cn_datetime, DAY, "2026年11月22日"),
        (display.mask_id, "211103199001010012", "2111**********0012"),
        (display.mask_id, "A123456", "A*****6"),
        (display.mask_id, "12", "**"),
        (display.mask_id, None, ""),
        (display.mask_phone, "13812345678", "138****5678"),
        (display.mask_phone, "0427-2345678", "********5678"),
        (display.mask_phone, "110", "***"),
        (display.money, Decimal("1234.50"), "1,234.50元"),
        (display.money, 500, "500元"),
        (display.money, 0, "0元"),
        (display.money, None, ""),
        (display.money, "不详", "不详"),
        (display.money, "NaN", "NaN"),
    ],
)
def test_written_for_chinese_readers(function, value, written):
    assert function(value) == written


def test_a_person_is_a_name_with_unit():
    officer = SimpleNamespace(name="张三", unit=SimpleNamespace(short_name="演示所", name="演示市场监督管理所"))
    assert display.person(officer) == "张三（演示所）"
    assert display.person(SimpleNamespace(name="张三", unit=None)) == "张三"
    assert display.person(None) == ""
    account = User(username="zhang")
    assert display.person(account) == "zhang"


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 11, 20), "逾期2天", "danger"),
        (date(2026, 11, 21), "逾期1天", "danger"),
        (date(2026, 11, 22), "今天到期", "warn"),
        (date(2026, 11, 25), "还有3天", "warn"),
        (date(2026, 11, 26), "还有4天", "neutral"),
    ],
)
def test_distance_of_a_deadline(due, words, tone):
    assert display.distance(due, DAY) == (words, tone)


# --- components ----------------------------------------------------------------------------------------------

FOUL = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "source",
    [
        "{% chip foul 'good' %}",
        "{% pageheader foul lead=foul eyebrow=foul back_url=foul chip_label=foul %}{{ foul }}{% endpageheader %}",
        "{% card foul note=foul action_url=foul action=foul %}{{ foul }}{% endcard %}",
        "{% alert 'danger' foul %}{{ foul }}{% endalert %}",
        "{% stepbar steps 2 %}",
        "{% emptystate foul text=foul url=foul action=foul %}",
        "{% facts pairs %}{% fact foul %}{{ foul }}{% endfact %}",
        "{% timeline items %}",
        "{% worksection foul count=foul %}{% workitem foul detail=foul url=foul action=foul meta=foul %}{% endworksection %}",
        "{% sheetline line %}",
        "{% photogrid photos %}",
        "{% confirmreason foul foul foul explain=foul version=foul error=foul %}",
        "{% statfigure foul foul definition=foul url=foul previous=foul unit=foul %}",
        "{% actionbar foul %}{{ foul }}{% endactionbar %}",
        "{% deadline day day foul %}",
    ],
)
def test_components_escape(source):
    html = drawn(
        source,
        foul=FOUL,
        day=DAY,
        steps=[(FOUL, FOUL), FOUL, {"label": FOUL, "url": FOUL}],
        pairs=[(FOUL, FOUL), ("空", "")],
        items=[{"at": datetime(2026, 11, 22, tzinfo=UTC), "who": FOUL, "text": FOUL, "detail": FOUL, "url": FOUL}],
        line=dict.fromkeys(("label", "outcome", "judged_by", "evidence", "basis", "note"), FOUL),
        photos=[{"url": FOUL, "caption": FOUL, "taken_at": None}],
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert " style=" not in html


def test_chip_has_shape_word_and_colour():
    html = drawn("{% chip '失诺' 'danger' %}")
    assert "失诺" in html
    assert "<svg" in html
    assert "chip-danger" in html
    assert drawn("{% chip '' 'good' %}") == ""
    assert "chip-neutral" in drawn("{% chip 'x' 'made-up' %}")


def test_deadline_says_date_and_distance():
    html = drawn("{% deadline due on %}", due=date(2026, 11, 20), on=DAY)
    assert "2026年11月20日" in html
    assert "逾期2天" in html
    settled = drawn("{% deadline due on '已复查' %}", due=date(2026, 11, 20), on=DAY)
    assert "已复查" in settled
    assert "逾期" not in settled
    assert "未定期限" in drawn("{% deadline None %}")
    assert "2026年11月23日" in drawn("{% deadline due %}", due=datetime(2026, 11, 22, 17, 0, tzinfo=UTC))


def test_steps_link_back_but_never_ahead():
    html = drawn("{% stepbar steps 2 %}", steps=[("一", "/1"), ("二", "/2"), ("三", "/3")])
    assert 'href="/1"' in html
    assert 'href="/2"' not in html
    assert 'href="/3"' not in html
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("outcome", "word"),
    [("met", "符合"), ("not_met", "不符合"), ("unknown", "不能确定"), ("pending", "待核查"), ("", "待核查")],
)
def test_sheet_line_speaks(outcome, word):
    html = drawn("{% sheetline line %}", line=SimpleNamespace(label="首次违法", outcome=outcome, judged_by="system"))
    assert f">{word}</span>" in html.replace("\n", "")


def test_an_unknown_icon_draws_nothing():
    assert icons.icon("made-up") == ""


class SampleForm(forms.Form):
    name = forms.CharField(label="名称", help_text="与执照一致")
    phone = forms.CharField(label="电话", required=False)
    mode = forms.ChoiceField(label="方式", choices=[("a", "立即")], widget=forms.RadioSelect)
    photo = forms.FileField(label="照片", required=False)
    told = forms.BooleanField(label="已告知")


def test_form_shows_help_error_and_summary():
    html = drawn("{% load crispy_forms_filters %}{{ form|crispy }}", form=SampleForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error" class="invalid-feedback" role="alert"' in html
    assert 'href="#id_name"' in html
    assert html.index("与执照一致") < html.index('name="name"')
    assert "（选填）" in html
    assert "data-upload" in html
    assert html.count("data-error-summary") == 1
    assert "有 3 处需要修改" in html
    assert "data-error-summary" not in drawn("{% load crispy_forms_filters %}{{ form|crispy }}", form=SampleForm())


def test_summary_of_whole_form_errors():
    form = SampleForm({})
    form.add_error(None, FOUL)
    html = drawn("{% errorsummary form other %}", form=form, other=None)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_filters_keep_the_query_in_export_and_pages():
    request = RequestFactory().get("/", {"unit": "1", "page": "2"})
    page = Paginator(range(100), 10).get_page(2)
    context = {"request": request, "form": SampleForm(), "page": page}
    html = drawn("{% filterpanel form 100 sentence='演示所' export_url='/out/' %}{% pagination page %}", **context)
    assert 'href="/out/?unit=1"' in html
    assert "导出这 100 条" in html
    assert "?unit=1&amp;page=3" in html
    assert drawn("{% pagination page %}", page=Paginator([1], 10).get_page(1)) == ""
    assert "导出这" not in drawn("{% filterpanel form 0 export_url='/out/' %}", **context)


def test_confirm_wants_a_reason_and_carries_the_token():
    html = drawn("{% confirmreason '/void/' '作废' '确认作废' version=3 %}", csrf_token="abc")
    assert 'value="abc"' in html
    assert 'name="version" value="3"' in html
    assert "required" in html


@pytest.mark.parametrize(
    ("value", "total", "width"), [(1, 2, "50.0"), (3, 2, "100.0"), (1, 0, "0.0"), (None, 5, "0.0")]
)
def test_share_bar_stays_inside(value, total, width):
    assert f'width="{width}" height="8"' in drawn("{% sharebar value total %}", value=value, total=total)


# --- where each role can go ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("pages", ["few", "none"])
def test_navigation_survives_missing_pages(role, pages, settings):
    settings.ROOT_URLCONF = few_pages if pages == "few" else no_pages
    rail = navigation.entries_for([role])
    assert len(rail) <= navigation.MOST
    assert all(entry.url for entry in rail)
    assert len(navigation.phone_entries_for([role])) <= navigation.MOST_ON_PHONE
    if pages == "none":
        assert rail == []


def test_no_role_is_offered_more_than_six():
    assert set(navigation._BY_ROLE) == set(Role)
    assert all(len(places) <= navigation.MOST for places in navigation._BY_ROLE.values())


def test_the_officer_s_bottom_bar(settings):
    settings.ROOT_URLCONF = few_pages
    labels = [entry.short for entry in navigation.phone_entries_for([Role.OFFICER], "/cases/new/")]
    assert labels == ["工作台", "登记", "案件", "承诺", "我的"]


@pytest.mark.parametrize(
    ("address", "label"),
    [("/", "工作台"), ("/cases/", "案件"), ("/cases/7/", "案件"), ("/cases/new/", "登记检查"), ("/x/", None)],
)
def test_one_entry_is_current(address, label, settings):
    settings.ROOT_URLCONF = few_pages
    current = [entry.label for entry in navigation.entries_for([Role.OFFICER], address) if entry.current]
    assert current == ([label] if label else [])


def test_two_roles_share_the_six_places(settings):
    settings.ROOT_URLCONF = few_pages
    names = [entry.name for entry in navigation.entries_for([Role.OFFICER, Role.SUPERVISOR])]
    assert len(names) == 6
    assert {"pledges:desk", "oversight:brief", "oversight:overdue"} <= set(names)


def test_nobody_and_a_stranger_s_role_have_no_rail():
    assert navigation.entries_for([]) == navigation.entries_for(["made-up"]) == []


# --- the frame and the pages of trouble ----------------------------------------------------------------------


@pytest.fixture
def person(db):
    root = Unit.objects.create(name="演示局")
    bureau = Bureau.objects.create(
        unit=root, code="demo", full_name="演示市场监督管理局", region_code="211103", document_prefix="演市监"
    )
    unit = Unit.objects.create(parent=root, name="演示市场监督管理所", short_name="演示所", bureau=bureau)
    user = User.objects.create_user("zhang")
    officer = Officer.objects.create(user=user, unit=unit, name="张三")
    Notice.objects.create(officer=officer, key="a", text="x")
    return User.objects.get(pk=user.pk)


def test_the_frame_costs_at_most_three_queries(person, settings, django_assert_max_num_queries):
    settings.ROOT_URLCONF = few_pages
    request = RequestFactory().get("/")
    request.user = person
    with django_assert_max_num_queries(3):
        html = render_to_string("base.html", request=request)
    assert "演示市场监督管理局" in html
    assert "张三" in html
    assert "条未读" in html
    with django_assert_max_num_queries(0):
        assert person.officer.unit.bureau.code == "demo"  # the view finds the row already read


def test_a_page_that_draws_no_frame_asks_nothing(django_assert_max_num_queries, db):
    with django_assert_max_num_queries(0):
        frame(RequestFactory().get("/"))


def test_before_the_login_the_only_bureau_is_named(person):
    assert Frame().bureau_name == "演示市场监督管理局"
    assert Frame(user=person).unit == "演示所"
    assert Frame().rail == Frame().bottom == Frame().roles == []
    assert Frame().unread == 0


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "stale.html"])
def test_pages_of_trouble_need_no_context(page):
    html = render_to_string(page)
    assert "接下来可以" in html
    assert "data-error-page" in html
    assert "<h1>" in html


def test_refusal_page_says_why():
    assert "办案人员不能审核" in render_to_string("403.html", {"exception": "办案人员不能审核自己的案件。"})


def test_stale_page_says_who_changed_what():
    officer = SimpleNamespace(name="李四", unit=SimpleNamespace(short_name="演示所"))
    changes = [{"label": "期限", "theirs": "12月1日", "yours": FOUL}]
    html = render_to_string("stale.html", {"changed_by": officer, "changed_at": DAY, "changes": changes})
    assert "李四（演示所）" in html
    assert "12月1日" in html
    assert "<script>alert" not in html


def test_login_offers_demo_accounts_only_when_given():
    assert "演示账号" not in render_to_string("registration/login.html", {"form": SampleForm()})
    html = render_to_string("registration/login.html", {"form": SampleForm(), "demo_logins": [("督导", "sup", "pw")]})
    assert 'data-username="sup"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_demo_mark(demo, settings):
    settings.DEMO_MODE = demo
    assert ("演示" in render_to_string("components/top_bar.html", {"frame": Frame()})) is demo
