"""App configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "xinglongtai.core"
    label = "core"
    verbose_name = "人员与系统"

    def ready(self):
        from . import among, database_rules, events, prepared, warming  # noqa: F401  (registers look-ups, sentences, receivers)
        from .accounts import (  # noqa: F401  (registers sentences, parameters, pages, looks)
            checks,
            signing_in,
        )
        from .accounts import events as _account_events  # noqa: F401
        from .accounts import parameters as _account_parameters  # noqa: F401
        from .accounts import places as _account_places  # noqa: F401
        from .bucket import checks as _bucket_checks  # noqa: F401  (registers looks)
        from .continuity import checks as _backup_checks  # noqa: F401  (registers looks)
        from .continuity import proving as _proving  # noqa: F401  (registers sentences)
        from .delegations import GIVE, HEADS_FOR_LEADERS, VIEW
        from .installation import checks_data, checks_machine, checks_settings  # noqa: F401  (registers looks)
        from .installation.views import EXAMINE
        from .jobs import checks as _jobs  # noqa: F401
        from .notices import parameters as _notices  # noqa: F401  (registers parameters)
        from .parameters import define
        from .places import register
        from .record import checks as _record  # noqa: F401
        from .record import places as _record_pages  # noqa: F401
        from .record.rules import RULES
        from .replica import checks as _replica  # noqa: F401
        from .shield import checks as _shield  # noqa: F401  (registers system checks)
        from .shield import diagnosis as _examined  # noqa: F401
        from .staffing import parameters as _staffing  # noqa: F401
        from .staffing import places  # noqa: F401
        from .typesetting import warm
        from .vault import checks as _closed_checks  # noqa: F401
        from .vault import ring

        database_rules.connect(self)
        ring.connect(self)
        warming.register(warm)
        for rule in RULES:
            database_rules.register(rule)
        signing_in.connect()
        define(
            HEADS_FOR_LEADERS,
            "局负责人依法决定的事项可以授权所/队负责人代行（移送除外）",
            False,
            "默认不可以：各事项依法由局负责人决定，条文见授权页面；改为可以的，由本机关确定并留存依据",
            kind="bool",
        )
        define("delegation.max_days", "授权代理一次最长（日历日）", 30, "参数，由本机关确定", minimum=1, maximum=366)
        register("办案", "core:delegations", "授权代理", "外出时请别人代为审批", permission=GIVE)
        register(
            "人员与系统",
            "core:examination",
            "系统体检",
            "这套系统装得对不对、各项自动任务上次何时运行",
            permission=EXAMINE,
        )
        register("督导", "core:delegations_all", "授权代理一览", "本机关谁在代谁审批", permission=VIEW)
