"""Sentences of the core room's own acts."""

from .audit import register

register(
    {
        "document_void": "作废文书 {number}：{reason}",
        "roles_seed": "更新角色权限",
        "system_add": "新增{kind} {name}",
        "system_change": "修改{kind} {name}：{fields}",
        "system_delete": "删除{kind} {name}",
        "account_add": "新建账号 {name}，角色：{new}",
        "account_change": "修改账号 {name}，角色：{old} → {new}，{active}",
        "account_password": "重设账号 {name} 的密码",
        "certificate_renew": "登记 {name} 的执法证 {number}，{begins}至{ends}",
        "certificate_past": "补登 {name} 以前的执法证 {number}，{begins}至{ends}",
        "training_add": "登记 {name} 的培训：{title}，{day}，{hours} 学时",
        "exam_add": "登记 {name} 的考试：{title}，{day}，{result}",
        "insurance_add": "登记 {name} 的人身意外伤害险：{insurer}，{begins}至{ends}",
        "loan_lend": "借给 {name}：{thing}，{day}",
        "loan_return": "{name} 归还：{thing}，{day}，{state}",
        "staff_record_set_aside": "撤下 {name} 的{kind}记录 {what}：{reason}",
        "staff_import": "导入人员保障记录（{kind}）：{added} 行，未导入 {refused} 行",
        "staff_import_undo": "撤销导入（{kind}）：{count} 行，{reason}",
        "notice_preferences": "修改自己的消息设置",
        "delegation_grant": "授权{deputy}代为审批（{begins}至{ends}）：{kinds}，原因：{reason}",
        "delegation_revoke": "{how}授权代理（{deputy}代{principal}）：{reason}",
        "upload_infected": "拒收带有病毒的文件：{found}（{sha256}）",
        "upload_unscanned": "病毒检查不可用时接收了文件，未经检查（{sha256}）",
        "audit_verify": "校验操作记录：{words}",
        "audit_export": "导出操作记录 {count} 条（{form}，{filters}），末行校验值 {digest}",
        "audit_restored": "恢复较早的数据库后，操作记录从第 {seq} 环接续：{reason}",
        "parameter_change": "修改参数 {key}：{old} → {new}",
    },
    kinds={"audit_export": "导出操作记录", "audit_restored": "恢复较早的数据库"},
)
