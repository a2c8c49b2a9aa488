"""The five kinds of records, each told once: its words, its form, the columns of its sheet and the verb that takes a row in."""

from collections.abc import Callable
from dataclasses import dataclass

from ..models import Certificate, Exam, Insurance, Loan, Training
from . import services


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the heading we write, the headings we understand, the field it fills, and whether it may be blank."""

    heading: str
    name: str
    also: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Kind:
    """``verb(officer, actor, on, data, source)`` adds one row; ``undo``: whether a whole import may be taken back."""

    key: str
    label: str
    model: type
    columns: tuple[Column, ...]
    verb: Callable
    undo: bool = True

    @property
    def names(self) -> list[str]:
        """Fields of the form."""
        return [column.name for column in self.columns]


_NOTE = Column("备注", "note", ("说明",), required=False)
KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "certificate",
            "执法证",
            Certificate,
            (
                Column("执法证号", "number", ("证号", "证件号", "执法证件号", "执法证编号")),
                Column("有效期起", "valid_from", ("发证日期", "起始日期", "有效期开始")),
                Column("有效期止", "valid_to", ("有效期至", "到期日期", "截止日期", "有效期")),
                _NOTE,
            ),
            services.certificate_add,
            undo=False,
        ),
        Kind(
            "training",
            "培训",
            Training,
            (
                Column("培训日期", "on", ("日期", "培训时间")),
                Column("培训内容", "title", ("培训名称", "内容", "课程", "培训班")),
                Column("组织单位", "organizer", ("主办单位", "举办单位"), required=False),
                Column("学时", "hours", ("课时", "学时数")),
                _NOTE,
            ),
            services.training_add,
        ),
        Kind(
            "exam",
            "考试",
            Exam,
            (
                Column("考试日期", "on", ("日期", "考试时间")),
                Column("考试名称", "title", ("考试", "考试内容", "科目")),
                Column("结果", "result", ("考试结果", "是否合格")),
                Column("成绩", "score", ("分数", "得分"), required=False),
                Column("合格有效期止", "valid_to", ("有效期至", "有效期止"), required=False),
                _NOTE,
            ),
            services.exam_add,
        ),
        Kind(
            "insurance",
            "人身意外伤害险",
            Insurance,
            (
                Column("保险公司", "insurer", ("承保公司", "保险人")),
                Column("保单号", "policy_no", ("保单编号", "保险单号")),
                Column("保险期间起", "valid_from", ("起保日期", "生效日期", "有效期起")),
                Column("保险期间止", "valid_to", ("终保日期", "到期日期", "有效期止", "有效期至")),
                _NOTE,
            ),
            services.insurance_add,
        ),
        Kind(
            "loan",
            "装备借用",
            Loan,
            (
                Column("装备种类", "kind", ("种类", "装备名称", "名称")),
                Column("装备编号", "number", ("编号", "设备编号", "序列号")),
                Column("借出日期", "lent_on", ("借用日期", "领用日期")),
                Column("应还日期", "due_on", ("预计归还日期",), required=False),
                Column("归还日期", "returned_on", ("实际归还日期",), required=False),
                Column("归还时状态", "condition", ("状态", "归还状态"), required=False),
                _NOTE,
            ),
            services.loan_lend,
        ),
    )
}
#: Fields of the sheet that a person does not fill in when lending: a thing is taken back by its own act.
_NOT_IN_FORM = {"loan": {"returned_on", "condition"}}


def form_fields(kind: Kind) -> list[str]:
    """What the form of one record asks for."""
    return [name for name in kind.names if name not in _NOT_IN_FORM.get(kind.key, set())]
