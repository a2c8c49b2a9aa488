"""Every automatic command of the product, for the watch over its last run: the same list as the table in README and the timers of
``deploy/systemd`` (``tests/core/test_deploy_files.py`` compares them). The top room keeps it because it knows all commands."""

from xinglongtai.core.installation.heartbeats import expect

DAY, WORKING_DAY = 26, 4 * 24 + 2  # over a weekend or a short holiday, and a little

expect("check_files", "核对案卷是否一致", hours=DAY)
expect("send_due_digest", "每日提醒和督办上报", hours=WORKING_DAY)
expect("send_notices", "发送邮件和短信", hours=1)
expect("render_documents", "补做文书", hours=3)
expect("law_watch", "核对法规变动", hours=DAY)
expect("publication_watch", "待公示清单和提醒", hours=WORKING_DAY)
expect("sampling_daily", "疑点线索和评查提醒", hours=DAY)
expect("send_webhooks", "向其他系统推送变化", hours=0.5)
expect("sum_statistics", "更新统计汇总", hours=0.5)
expect("tidy_uploads", "清理没有传完的文件", hours=DAY)
expect("tidy_ledger", "清理台账文件", hours=DAY)
expect("tidy_jobs", "清理后台任务的队列", hours=DAY)
expect("tidy_casefiles", "清理旧的案卷文件", hours=DAY)
expect("load_calendar", "写入放假安排", hours=8 * 24)
expect("prepare_public_lists", "预制公开清单", hours=DAY)
expect("clearsessions", "清理过期登录", hours=DAY)
expect("seal_audit", "操作记录入链", hours=0.5)
expect("verify_audit", "校验操作记录", hours=DAY)
expect("backup_make", "备份", hours=DAY)
expect("backup_watch", "复制编号流水、查看备份", hours=0.5)
expect("backup_verify", "核对备份文件", hours=8 * 24)
expect("backup_prune", "清理旧备份", hours=DAY)
expect("encrypt_files", "加密以前存下的文件", hours=DAY)
expect("deidentify", "去标识化（到期案卷）", hours=33 * 24)
