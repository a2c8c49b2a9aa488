"""Long work that goes on while its page can be left.

A room defines what can be done, a view starts it, the job's page shows how far it is::

    jobs.define("catalog_import", run, label="导入清单")      # in AppConfig.ready
    job = jobs.start("catalog_import", {"run": 7}, actor)     # → redirect("core:job", job.pk)

    def run(work: Work) -> None:
        with transaction.atomic():
            for done, row in enumerate(rows):
                work.progress(done, len(rows), "写入草稿")
            work.finish("导入完成：新增 12 条。", url)          # inside the transaction: kept if and only if the rows are

Rule for such a function: all it writes stands in one transaction, closed by :meth:`Work.finish`. So a job that did not end has
written nothing.

Where it runs is the setting ``JOBS``. ``threads``: in the web process, with a connection of its own (``threads``). ``queue``: in a
process of its own, on this machine or another, which takes it out of a table (``queue``, decision 057). A second thread beats while it
runs (``telling``): a job whose beat went cold died with its process.
"""

from .kinds import Kind, define, label
from .looking import RESTARTED, Progress, going, look, visible_to
from .starting import start
from .work import FAULT, Work

__all__ = ["FAULT", "RESTARTED", "Kind", "Progress", "Work", "define", "going", "label", "look", "start", "visible_to"]
