"""The list mechanism and the spreadsheet, on rows of the core room."""

import io
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.http import QueryDict
from openpyxl import load_workbook

from xinglongtai.core.lists import DayInput, FilterForm, any_of, listing
from xinglongtai.core.models import CalendarDay
from xinglongtai.core.sheets import workbook_bytes, xlsx_response


class DayFilter(FilterForm):
    sorts = {"day": ("按日期", ("day",)), "name": ("按名称", ("name", "-pk"))}
    name = forms.ChoiceField(label="名称", choices=any_of([("国庆节", "国庆")]), required=False)
    since = forms.DateField(label="从", required=False, widget=DayInput())

    def narrow(self, rows, given):
        if given["name"]:
            rows = rows.filter(name=given["name"])
        if given["since"]:
            rows = rows.filter(day__gte=given["since"])
        return rows


def test_sentence_names_the_active_filters():
    assert DayFilter(QueryDict("name=国庆节&since=2026-10-02&sort=name")).sentence == "名称：国庆；从：2026年10月2日"
    assert DayFilter().sentence == ""


def test_an_unfit_value_is_shown_and_left_out():
    form = DayFilter(QueryDict("since=yesterday&name=x&sort=nonsense"))
    assert form.sentence == ""
    assert set(form.errors) == {"since", "name", "sort"}


@pytest.mark.django_db
def test_three_queries_a_page_and_a_stable_order(django_assert_num_queries):
    CalendarDay.objects.all().delete()
    for day in range(1, 8):
        CalendarDay.objects.create(day=date(2026, 10, day), kind=CalendarDay.Kind.HOLIDAY, name="国庆节")
    # How many (on PostgreSQL by the planner's guess), their keys, the rows of one page.
    with django_assert_num_queries(3):
        page = listing(DayFilter(QueryDict("since=2026-10-02")), CalendarDay.objects.all(), "9", per_page=4)
        assert [row.day.day for row in page.page_obj] == [6, 7]
    assert page.count == 6
    assert page.rows.query.order_by == ("day", "-pk")
    assert listing(DayFilter(QueryDict("sort=name")), CalendarDay.objects.all()).rows.query.order_by == ("name", "-pk")


def test_sheet_keeps_text_as_text():
    rows = [["=1+1", "+86", "盘兴市监柔承〔2026〕1号", 3, date(2026, 11, 22), None, True, "a\x00b"]]
    book = load_workbook(io.BytesIO(workbook_bytes(list("abcdefgh"), rows, note="状态：待复查")))
    sheet = book.active
    assert sheet["A1"].value == "状态：待复查"
    assert [cell.value for cell in sheet[2]] == list("abcdefgh")
    shown = [cell.value for cell in sheet[3]]
    assert shown == ["=1+1", "+86", "盘兴市监柔承〔2026〕1号", 3, datetime(2026, 11, 22), None, "是", "ab"]
    assert sheet["A3"].data_type == "s"


def test_response_is_a_private_download_in_local_time():
    response = xlsx_response("案件.xlsx", ["时间"], [[datetime(2026, 11, 22, 1, 0, tzinfo=UTC)]])
    assert "filename*=UTF-8''%E6%A1%88%E4%BB%B6.xlsx" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet["A2"].value == datetime(2026, 11, 22, 9, 0)
