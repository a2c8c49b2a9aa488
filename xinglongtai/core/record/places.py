"""The record on «全部功能», and the check as long work."""

from .. import jobs
from ..places import register
from . import verbs

_GROUP = "人员与系统"

register(_GROUP, "core:record", "操作记录", "谁在什么时候对什么做了什么", permission=verbs.VIEW)
register(_GROUP, "core:record_looks", "值得一看的操作", "夜间操作、查看个人信息、导出、登录失败", permission=verbs.VIEW)
register(_GROUP, "core:record_check", "校验操作记录", "逐条核对有没有改动、删除、插入和截断", permission=verbs.VERIFY)
jobs.define(verbs.JOB, verbs.check_by_job, label="校验操作记录")
