"""Prior records as a file: django-import-export shows the preview, the verb stores the rows."""

from datetime import date

from django.core.exceptions import ValidationError
from import_export import fields, resources

from .models import PriorRecord
from .prior_rows import COLUMNS, REQUIRED, PriorRefused, items_of, read, same
from .services import prior_import


class PriorRecordResource(resources.ModelResource):
    """Rows of a file in the columns of :data:`cases.prior_rows.COLUMNS`. Known rows are skipped, faulty ones refused."""

    class Meta:
        model = PriorRecord
        fields = tuple(COLUMNS.values())
        import_order = export_order = tuple(COLUMNS.values())
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = False

    def __init__(self, *, actor=None, on: date | None = None, file_name: str = "", **kwargs):
        super().__init__(**kwargs)
        self.actor, self.on, self.file_name = actor, on, file_name
        self.taken: list[PriorRecord] = []
        self.known = 0

    def get_user_visible_headers(self, selected_fields=None):
        return list(COLUMNS)

    def before_import(self, dataset, **kwargs):
        missing = [header for header in REQUIRED if header not in (dataset.headers or [])]
        if missing:
            raise ValidationError(f"文件第一行缺少这些列名：{'、'.join(missing)}。请按模板的列名填写。")
        self.taken, self.known, self.items = [], 0, items_of(self.actor.bureau)

    def get_or_init_instance(self, instance_loader, row):
        try:
            record = read(row, bureau=self.actor.bureau, items=self.items, on=self.on)
        except PriorRefused as refusal:
            raise ValidationError(refusal.reasons) from None
        return (found, False) if (found := same(record)) else (record, True)

    def import_instance(self, instance, row, **kwargs):
        """Everything was read in :meth:`get_or_init_instance`."""

    def skip_row(self, instance, original, row, import_validation_errors=None):
        known = bool(instance.pk)
        self.known += known
        return known

    def save_instance(self, instance, is_create, row, **kwargs):
        self.taken.append(instance)

    def after_import(self, dataset, result, **kwargs):
        if not kwargs.get("dry_run") and self.taken and not (result.has_errors() or result.has_validation_errors()):
            prior_import(rows=self.taken, actor=self.actor, file_name=self.file_name)


for _header, _name in COLUMNS.items():
    PriorRecordResource.fields[_name] = fields.Field(attribute=_name, column_name=_header, readonly=True)
