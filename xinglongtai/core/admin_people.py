"""Units, bureaus, accounts and officers in the admin. Nobody becomes a superuser here, and nobody is given a role."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone

from . import units
from .accounts import keeping
from .accounts.people import visible_to
from .accounts.separation import labels
from .admin_access import RecordedAdmin, actor_of, bureau_of
from .models import Bureau, Officer, Unit, User
from .roles import Role
from .staffing import services as staffing

SOON = timedelta(days=30)


class UnitForm(forms.ModelForm):
    """The parent must be a unit of the same bureau and not lie below the unit itself."""

    def clean_parent(self):
        parent, unit = self.cleaned_data.get("parent"), self.instance
        if unit.pk and unit.parent_id is None and parent:
            raise ValidationError("机关本身是最上级，不能放到其他单位之下。")
        if parent is None and not (unit.pk and unit.parent_id is None):
            raise ValidationError("请选择上级单位。")
        if parent and unit.pk and (parent.pk == unit.pk or f"{unit.pk:05d}/" in parent.path):
            raise ValidationError("上级单位不能是它自己或它的下级。")
        return parent


@admin.register(Unit)
class UnitAdmin(RecordedAdmin):
    """The tree of one bureau; saving goes through :func:`units.place` so that paths stay right."""

    form = UnitForm
    fields = ["parent", "name", "short_name"]
    list_display = ["tree_name", "short_name", "people"]
    search_fields = ["name", "short_name"]
    ordering = ["path"]

    @admin.display(description="单位")
    def tree_name(self, unit):
        return "　" * max(0, unit.path.count("/") - 1) + unit.name

    @admin.display(description="在岗人数")
    def people(self, unit):
        return unit.staff

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.annotate(staff=Count("officers", filter=Q(officers__is_active=True)))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        bureau = bureau_of(request)
        rows = Unit.objects.order_by("path")
        kwargs["queryset"] = rows if bureau is None else rows.filter(bureau=bureau)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def store(self, request, obj, change):
        units.place(obj)


@admin.register(Bureau)
class BureauAdmin(RecordedAdmin):
    """Letterhead and prefix. A new bureau is made by the installation's superuser; its root unit comes with it."""

    bureau_path = "unit__bureau"
    fields = ["full_name", "code", "region_code", "document_prefix", "address", "phone"]
    list_display = ["full_name", "region_code", "document_prefix", "phone"]

    def has_add_permission(self, request):
        return request.user.is_superuser

    def store(self, request, obj, change):
        if not change:
            obj.unit = Unit.objects.create(name=obj.full_name)
        obj.save()
        units.place(obj.unit)


class AccountMeta:
    """What both forms of an account say about its fields. Roles are given by the 安全管理员, on a page of their own."""

    model = User
    fields = ["username", "email", "is_active"]
    labels = {"username": "登录名", "email": "电子邮箱", "is_active": "可以登录"}
    help_texts = {
        "username": "字母、数字和 @ . + - _",
        "email": "每日提醒邮件发到这里，可以不填",
        "is_active": "人员离岗时取消勾选，不要删除账号",
    }


class AccountForm(UserChangeForm):
    """An account. The password has its own page."""

    class Meta(AccountMeta):
        fields = [*AccountMeta.fields, "password"]


class NewAccountForm(BaseUserCreationForm):
    """An account with a first password, which the person changes at the first login."""

    class Meta(AccountMeta):
        fields = ["username", "email"]


class RoleFilter(admin.SimpleListFilter):
    """Accounts by role, in Chinese."""

    title, parameter_name = "角色", "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, rows):
        return rows.filter(groups__name=self.value()) if self.value() else rows


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts as the 系统管理员 makes and keeps them; roles are shown, not given. Superusers are neither shown nor made here."""

    form, add_form = AccountForm, NewAccountForm
    actions = None
    filter_horizontal = ()
    list_display = ["username", "officer_name", "role_names", "email", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    add_form_template = "admin/change_form.html"
    search_fields = ["username", "email", "officer__name"]
    fieldsets = [(None, {"fields": ["username", "password", "email", "is_active", "role_names", "last_login"]})]
    add_fieldsets = [(None, {"fields": ["username", "email", "password1", "password2"]})]
    readonly_fields = ["role_names", "last_login"]
    list_per_page = 50

    def get_queryset(self, request):
        if not request.user.is_superuser:
            bureau_of(request)  # says what is missing where the account stands for nobody
        return visible_to(request.user).order_by("username")

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        """Who only reads accounts is not led to the page of somebody's password."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        return [(None, {"fields": [name for name in shown[0][1]["fields"] if name != "password"]})]

    def get_readonly_fields(self, request, obj=None):
        own = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return [*self.readonly_fields, *(["is_active"] if own else [])]

    @admin.display(description="人员")
    def officer_name(self, user):
        officer = getattr(user, "officer", None)
        return f"{officer.name}（{officer.unit}）" if officer else "未对应人员"

    @admin.display(description="角色")
    def role_names(self, user):
        return labels([group.name for group in user.groups.all()]) if user.pk else "由安全管理员授予"

    def save_model(self, request, obj, form, change):
        """Through the verbs, so that the page adds nothing to what they allow."""
        if change:
            keeping.account_change(account=obj, by=request.user, fields=form.changed_data)
        else:
            keeping.account_add(account=obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user = form.instance
        if getattr(user, "officer", None) is None and not user.is_superuser:
            messages.warning(
                request,
                f"账号“{user.username}”还没有对应的人员，不能办理业务。请到“人员”中登记姓名和单位，并选上这个账号。",
            )
        if not change:
            messages.info(request, "角色由安全管理员在“账号与权限”中授予。首次登录时须修改密码。")

    def user_change_password(self, request, id, form_url=""):
        """Somebody else's password; one's own has a page that asks for the old one."""
        if str(request.user.pk) == str(id):
            return redirect("password_change")
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                keeping.password_given(account=self.get_object(request, id), by=request.user)
        return response


class CertificateFilter(admin.SimpleListFilter):
    """Officers by the state of their 执法证 today."""

    title, parameter_name = "执法证", "certificate"

    def lookups(self, request, model_admin):
        return [("expired", "已过期"), ("soon", "30天内到期"), ("none", "未登记")]

    def queryset(self, request, rows):
        on = timezone.localdate()
        if self.value() == "expired":
            return rows.filter(certificate_to__lt=on)
        if self.value() == "soon":
            return rows.filter(certificate_to__gte=on, certificate_to__lte=on + SOON)
        if self.value() == "none":
            return rows.filter(certificate_no="")
        return rows


@admin.register(Officer)
class OfficerAdmin(RecordedAdmin):
    """Staff with unit, account and 执法证. People who leave are set 不在岗; their records stay."""

    bureau_path = "unit__bureau"
    fields = ["name", "unit", "user", "phone", "certificate_no", "certificate_from", "certificate_to", "is_active"]
    list_display = ["name", "unit", "user", "certificate_no", "certificate_to", "certificate_state", "is_active"]
    list_filter = [CertificateFilter, "is_active", ("unit", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["unit", "user"]
    search_fields = ["name", "certificate_no", "user__username"]
    ordering = ["unit__path", "name", "pk"]

    def store(self, request, obj, change):
        """A term that begins later is a renewal: the one it replaces stays known for its days."""
        if change:
            before = Officer.objects.get(pk=obj.pk)
            begins, new = before.certificate_from, obj.certificate_from
            if begins and new and new > begins:
                staffing.keep_former(before, actor=actor_of(request))
        obj.save()

    @admin.display(description="证件状态")
    def certificate_state(self, officer):
        on = timezone.localdate()
        if not officer.certificate_no or officer.certificate_to is None:
            return "未登记"
        if officer.certificate_to < on:
            return "已过期"
        return "30天内到期" if officer.certificate_to <= on + SOON else "有效"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        bureau = bureau_of(request)
        if db_field.name == "unit":
            rows = Unit.objects.order_by("path")
            kwargs["queryset"] = rows if bureau is None else rows.filter(bureau=bureau)
        else:
            rows = User.objects.order_by("username")
            mine = Q(officer__isnull=True) | Q(officer__unit__bureau=bureau)
            kwargs["queryset"] = rows if bureau is None else rows.filter(mine, is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
