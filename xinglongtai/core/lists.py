"""Lists: filters in the address, the active ones as a sentence, a stable order, pages. Knows nothing of the domain.

A list declares one :class:`FilterForm`; its page and its export use the same ``rows``::

    class CaseFilter(FilterForm):
        sorts = {"newest": ("最新登记", ("-pk",)), "clock": ("核查期限", ("clock_due_on",))}
        status = forms.ChoiceField(label="状态", choices=any_of(CaseStatus.choices), required=False)

        def narrow(self, rows, given):
            return rows.filter(status=given["status"]) if given["status"] else rows

    page = listing(CaseFilter(request.GET), Case.objects.visible_to(actor), request.GET.get("page"))
    render(request, "…", {"list": page})      # list.form, list.sentence, list.count, list.page_obj
    xlsx_response("案件.xlsx", HEADER, map(row_of, page.rows), note=page.sentence)
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Model, QuerySet

from .display import cn_date, mask_numbers
from .errors import DomainError
from .paging import Paging, Total

PER_PAGE = 25
#: Rows of one exported sheet; nobody reads more, and a request may not take minutes.
MOST_EXPORTED = 100_000


def any_of(choices, blank: str = "全部"):
    """``choices`` with «全部» in front."""
    return [("", blank), *choices]


TOO_MANY = f"一次最多导出 {MOST_EXPORTED:,} 条，请用单位、日期等条件缩小范围后再导出。"


class DayInput(forms.DateInput):
    """A day in a filter or form: the browser's own picker, ISO in the address."""

    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Filters of one list. What does not fit is shown as an error and left out, so a bad address never breaks the page.

    ``sorts``: key → (words, order_by fields); the first is the default. The primary key is always the last word.
    """

    sorts: dict[str, tuple[str, tuple[str, ...]]] = {"newest": ("最新在前", ("-pk",))}
    sort = forms.ChoiceField(label="排序", required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data=data if data is not None else {}, **kwargs)
        self.fields["sort"].choices = [(key, words) for key, (words, _) in self.sorts.items()]
        self.order_fields([name for name in self.fields if name != "sort"] + ["sort"])
        self.is_valid()

    def given(self) -> dict:
        """The accepted values by field; blank where none or unfit."""
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def prepare(self, rows: QuerySet) -> QuerySet:
        """``rows`` with what the orders need. Narrows nothing."""
        return rows

    def narrow(self, rows: QuerySet, given: dict) -> QuerySet:
        """``rows`` limited to what was asked for. Each list says how."""
        return rows

    def rows(self, rows: QuerySet) -> QuerySet:
        """``rows`` filtered and in a stable order."""
        return self.in_order(self.narrow(self.prepare(rows), self.given()))

    def in_order(self, rows: QuerySet) -> QuerySet:
        """Prepared ``rows`` in the order asked for; the key is always its last word."""
        given = self.given()
        _, order = self.sorts.get(given["sort"], next(iter(self.sorts.values())))
        if not {"pk", "-pk"} & set(order):
            order = (*order, "-pk")
        return rows.order_by(*order)

    @property
    def sentence(self) -> str:
        """The active filters in words: «状态：待复查；单位：渤海所». Blank when none is active. Numbers typed are masked."""
        return "；".join(
            f"{self.fields[name].label}：{self._shown(name, value)}"
            for name, value in self.given().items()
            if value != "" and name != "sort"
        )

    def _shown(self, name: str, value) -> str:
        if isinstance(value, date):
            return cn_date(value)
        if isinstance(value, Model):
            return str(value)
        choices = dict(getattr(self.fields[name], "choices", ()) or ())
        return mask_numbers(str(choices.get(value, choices.get(str(value), value))))


@dataclass(frozen=True)
class Listing:
    """One list as asked for: ``rows`` are all matching rows (for the export), ``page_obj`` the page shown."""

    form: FilterForm
    rows: QuerySet
    page_obj: object
    count: Total

    @property
    def sentence(self) -> str:
        return self.form.sentence

    def exported(self) -> QuerySet:
        """The rows for a sheet. :class:`DomainError` where they are too many for one."""
        if self.count > MOST_EXPORTED:
            raise DomainError(f"{TOO_MANY}现在是 {self.count.words} 条。")
        return self.rows


def listing(
    form: FilterForm, rows: QuerySet, page=None, per_page: int = PER_PAGE, key: tuple[str, ...] = ("pk",)
) -> Listing:
    """Filter, order and page ``rows`` (already limited to what the person sees): the keys and the rows of a page.

    ``key``: the columns that name a line where it is more than a row (:class:`~.paging.Paging`).
    """
    matching = form.rows(rows)
    shown = Paging(matching, form.prepare(rows), per_page, key).page(page)
    return Listing(form, matching, shown, shown.total)
