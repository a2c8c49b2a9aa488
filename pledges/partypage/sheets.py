"""The forms a party may send, each with when it is refused, what it calls, and what is said afterwards."""

from abc import ABC, abstractmethod
from datetime import timedelta

from django.http import HttpResponse

from xinglongtai.core.acts import attempt
from xinglongtai.core.display import cn_date

from .. import services
from ..services.remote import word_now
from ..services.signatures import party_ink
from ..status import PledgeStatus, WishKind
from . import forms, offers, words
from .answers import onward, page
from .standing import remote_facts, standing_of


class Sheet(ABC):
    """One form on one visit. Subclasses say which."""

    name = title = submit = done = ""
    form_class = forms.PartyForm
    template = "sheet"
    #: Whether files and words of somebody whose visit has ended wait for the digits.
    waits = True

    def __init__(self, visit):
        self.visit, self.pledge = visit, visit.pledge
        self.standing = standing_of(self.pledge)

    def form(self, data=None, files=None, **more):
        """The form, empty or with what was sent."""
        return self.form_class(data, files, link=self.visit.link, **more)

    def refused(self) -> str:
        """Why this cannot be done now; "" where it can."""
        return ""

    def lead(self) -> str:
        """What to know before one begins."""
        return ""

    def before(self, form) -> HttpResponse | None:
        """An answer given before any file is kept, or ``None``."""
        return None

    @abstractmethod
    def call(self, form):
        """The verb. May raise DomainError."""

    def send(self, form) -> bool:
        """Whether the verb took what the form holds; a refusal stands on the form."""
        return attempt(form, lambda: self.call(form)) is not None

    def context(self, form, said: str = "") -> dict:
        """What the page shows; nothing of the case to somebody whose visit has ended."""
        visit = self.visit
        return {
            "sheet": self,
            "form": form,
            "visit": visit,
            "bureau": visit.bureau,
            "lead": self.lead() if visit.open else "",
            "said": said,
        }


class Sign(Sheet):
    """The name under the letter, drawn on the party's own device."""

    name, title, submit = "sign", "签署承诺书", "签好了，提交"
    done = "已收到您的签名，执法人员核对后会记录签署。"
    form_class = forms.SignForm
    template = "sign"

    def refused(self):
        return offers.no_signing(self.standing, party_ink(self.pledge) is not None, self.visit.on)

    def lead(self):
        return self.pledge.letter.document.number_text

    def call(self, form):
        given = form.cleaned_data
        return services.party_signature_send(
            link=self.visit.link,
            on=self.visit.on,
            name=given["name"],
            ink=given["ink"],
            device=self.visit.device,
            witness=given["witness"],
        )

    def context(self, form, said=""):
        more = {}
        if self.visit.open:
            pledge, document = self.pledge, self.pledge.letter.document
            more = {
                "violations": [row.description for row in pledge.case.violations.all()],
                "promised": words.promised(pledge.mode, pledge.due_on, document.snapshot["pronoun"]),
                "due_on": pledge.due_on,
                "voluntary": words.VOLUNTARY,
            }
        return super().context(form, said) | more


class Materials(Sheet):
    """整改情况说明 and proof."""

    name, title, submit = "materials", "交整改材料", "提交"
    done = "已收到您的整改材料，执法人员会看到并安排复查。"
    form_class = forms.MaterialsForm

    def refused(self):
        return offers.no_materials(self.standing)

    def lead(self):
        if self.standing.status == PledgeStatus.SUBMITTED:
            return "您已经交过材料，这次是补充。"
        return f"改正期限到{cn_date(self.pledge.due_on)}。"

    def call(self, form):
        return services.party_materials_send(
            link=self.visit.link,
            on=self.visit.on,
            statement=form.cleaned_data["statement"],
            files=form.stored,
            form=form.number,
        )


class Wish(Sheet):
    """More time, or 陈述申辩."""

    kind = ""

    def call(self, form):
        given = form.cleaned_data
        return services.party_wish_send(
            link=self.visit.link,
            on=self.visit.on,
            kind=self.kind,
            text=given["text"],
            until=given.get("until"),
            form=form.number,
        )


class Time(Wish):
    """A wish for more time."""

    name, title, submit, kind = "time", "申请延期", "提交申请", WishKind.TIME
    done = "已收到您的延期申请。批准以前，期限不变；结果会显示在这里。"
    form_class = forms.TimeForm

    def form(self, data=None, files=None, **more):
        form, standing = super().form(data, files, **more), self.standing
        first = standing.due_on + timedelta(days=1)
        days = {"min": first, "max": standing.latest_on} if self.visit.open else {}
        form.fields["until"].widget.attrs |= {name: day.isoformat() for name, day in days.items() if day}
        return form

    def refused(self):
        return offers.no_time(self.standing, self.visit.on)

    def lead(self):
        latest = f"，最晚可以申请到{cn_date(self.standing.latest_on)}" if self.standing.latest_on else ""
        return f"现在的期限是{cn_date(self.pledge.due_on)}{latest}。一份承诺只能延期一次，由本局决定。"


class Objection(Wish):
    """陈述申辩."""

    name, title, submit, kind = "objection", "我要说明、申辩", "提交", WishKind.OBJECTION
    done = "已收到您的说明，执法人员会复核并答复。"
    form_class = forms.ObjectionForm

    def lead(self):
        return "对认定的事实、理由、证据有不同意见，都可以写在这里。不会因为您申辩而加重处理。"


class Photo(Sheet):
    """Photos with the word: recheck without a visit."""

    name, title, submit = "photo", "拍照，免到场复查", "提交照片"
    done = "已收到您的照片。两名执法人员核看后，结果会显示在这里；看不清的会请您重拍。"
    form_class = forms.PhotoForm
    template = "photo"
    waits = False  # the word will be another one

    def refused(self):
        return offers.no_photo(self.standing, remote_facts(self.pledge))

    def word(self):
        """The word that holds now, or ``None``."""
        return word_now(self.pledge, self.visit.at) if self.visit.open else None

    def before(self, form):
        link, at = self.visit.link, self.visit.at
        if "word" in form.data:
            services.remote_word_give(link=link, at=at)
            return onward(self.visit.url("party_photo"))
        row = self.pledge.proofs.filter(pk=form.cleaned_data.get("proof") or 0).first()
        if row is not None and (row.received_at or at <= row.valid_until):
            return None
        self.send(form)  # refuses: no photo is kept that shows a word of the past
        services.remote_word_give(link=link, at=at)
        return page(self.template, self.context(form), status=422)

    def call(self, form):
        given = form.cleaned_data
        return services.remote_proof_send(
            link=self.visit.link,
            proof=given.get("proof") or 0,
            at=self.visit.at,
            on=self.visit.on,
            photos=form.stored,
            form=form.number,
            statement=given["statement"],
            position=form.position,
        )

    def context(self, form, said=""):
        return super().context(form, said) | {"word": self.word()}


SHEETS = {sheet.name: sheet for sheet in (Sign, Materials, Time, Objection, Photo)}
