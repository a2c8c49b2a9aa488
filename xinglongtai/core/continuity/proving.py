"""After a restore: that everything came back, and that no number will be given twice. Runs on the restored place's own settings."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from .. import audit, keys
from ..display import cn_datetime
from ..installation.version import version
from ..models import AccountSession, LostNumber, Restoration
from ..record import chain, sealing
from ..record.breaks import Kind
from ..record.checking import verify
from . import engines, gaps, journal, scope

Say = Callable[[str], object]
audit.register({"backup_restored": "从备份 {backup}（{made}）恢复，恢复人：{who}，原因：{reason}"})
NAMED = 10


@dataclass(frozen=True)
class Proof:
    """One thing looked at."""

    subject: str
    good: bool
    words: str


@dataclass(frozen=True)
class Proved:
    """What was found, and the numbers that were lost."""

    proofs: list[Proof]
    lost: list[LostNumber]

    @property
    def good(self) -> bool:
        return all(proof.good for proof in self.proofs)


def prove(
    told: dict,
    *,
    who: str,
    reason: str,
    now: datetime,
    journals: Iterable[Path] = (),
    seen: Sequence[str] = (),
    say: Say = lambda words: None,
) -> Proved:
    """Compare what stands with the closed manifest ``told``, bring the database up to this program, settle the numbers, record it all.

    ``journals``: journals of numbers that survived elsewhere, files or folders; ``seen``: the highest numbers read off papers.
    """
    proofs = [_rows(told), _keys(told), _migrated(told)]
    say("逐个核对文件……")
    proofs += [_files(told), _counters(told)]
    proofs.append(_record(told))
    row = _restoration(told, who=who, reason=reason, now=now)
    found = found_journals(journals)
    until = max((path.stat().st_mtime for path in found), default=0)
    lists = [journal.read(path) for path in found]
    cause = f"{cn_datetime(now)}恢复了{cn_datetime(row.backup_made_at)}的备份：{reason}"
    lost = gaps.settle(
        lists=[*lists, [gaps.seen_on_paper(text) for text in seen]], cause=cause, who=who, restoration=row
    )
    gaps.catch_up(now)
    proofs.append(_numbers(lost, until, row.backup_made_at, bool(seen)))
    _end_sessions()
    proofs.append(_sealed(f"恢复备份 {told['id']}：{reason}"))
    Restoration.objects.filter(pk=row.pk).update(report=[[p.subject, p.good, p.words] for p in proofs])
    return Proved(proofs, lost)


def _rows(told: dict) -> Proof:
    now = engines.counts(connection)
    apart = {t: (n, now.get(t)) for t, n in told["counts"].items() if now.get(t) != n}
    if apart:
        words = "；".join(f"{table} 应有 {n} 行，实有 {there}" for table, (n, there) in list(apart.items())[:NAMED])
        return Proof("行数", False, f"{len(apart)} 张表与备份时不同：{words}")
    return Proof("行数", True, f"{len(now)} 张表共 {sum(now.values()):,} 行，与备份时一致")


def _keys(told: dict) -> Proof:
    lacking = []
    for purpose, marks in told["keys_marks"].items():
        there = {(key.id, key.mark) for key in keys.all_keys(purpose)}
        lacking += [f"{purpose}/{id}" for id, mark in marks if (id, mark) not in there]
    if lacking:
        return Proof("密钥", False, f"缺少密钥或密钥不同：{'、'.join(lacking)}")
    return Proof("密钥", True, f"{sum(map(len, told['keys_marks'].values()))} 把密钥都在")


def _migrated(told: dict) -> Proof:
    """The database is brought up to this program; a program that is older was refused before."""
    before = set(engines.applied())
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_roles", stdout=StringIO())
    except Exception as error:  # whatever a migration meets, the rest is still worth telling
        return Proof("数据库版本", False, f"数据库升级没有成功：{type(error).__name__}: {error}"[:300])
    fresh = len(set(engines.applied()) - before)
    words = f"备份时的程序是 {told['code']}，现在是 {version()}"
    return Proof("数据库版本", True, f"{words}，补做了 {fresh} 项数据库升级" if fresh else words)


def _faults_of(column: scope.Column, missing: set[str]) -> Iterator[tuple[str, bool]]:
    """(fault or "", whether a hash was compared) for every file a column names, as the storage gives it."""
    field = column.model._meta.get_field(column.field)
    storage = getattr(field, "storage", None) or storages[column.storage]
    for pk, name, *known in column.rows().iterator(chunk_size=2000):
        sha256 = known[0] if known else ""
        if f"{column.folder}/{name}" in missing:
            continue
        what = f"{column.model._meta.verbose_name} {pk}"
        try:
            with storage.open(name, "rb") as file:
                digest = hashlib.sha256()
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
        except Exception as error:  # a storage that cannot open what it closed is a finding, not an end
            yield f"{what} 的文件打不开（{type(error).__name__}）", False
            continue
        yield (f"{what} 的文件与登记的校验值不同" if sha256 and digest.hexdigest() != sha256 else ""), bool(sha256)


def _files(told: dict) -> Proof:
    missing, faults, count, compared = set(told["missing"]), [], 0, 0
    for column in scope.columns():
        for fault, hashed in _faults_of(column, missing):
            count, compared = count + 1, compared + hashed
            if fault:
                faults.append(fault)
    note = f"；另有 {len(missing)} 个在备份时就已缺失" if missing else ""
    if faults:
        return Proof("文件", False, f"{len(faults)} 个文件有问题：{'；'.join(faults[:NAMED])}{note}")
    return Proof("文件", True, f"登记的 {count:,} 个文件都在，其中 {compared:,} 个与登记的 SHA-256 一致{note}")


def _counters(told: dict) -> Proof:
    from ..models import NumberSeries

    now = {row[:3]: row[3] for row in NumberSeries.objects.values_list("bureau_id", "kind", "year", "last")}
    apart = [row for row in told["counters"] if now.get(tuple(row[:3])) != row[3]]
    if apart:
        return Proof("编号", False, f"{len(apart)} 个编号序列与备份时不同")
    return Proof("编号", True, f"{len(now)} 个编号序列与备份时一致")


def _asked(command: str, *arguments: str) -> tuple[bool, str]:
    """Whether another topic's command is content, and the first line of what it says."""
    said, good = StringIO(), True
    try:
        call_command(command, *arguments, stdout=said, stderr=said, verbosity=0)
    except SystemExit as end:
        good = not end.code
    except CommandError as refusal:
        good = False
        said.write(str(refusal))
    return good, said.getvalue().strip().partition("\n")[0]


def _record(told: dict) -> Proof:
    """The chain as it stands, link by link, before anything is added. Where this machine's own file of heads goes on behind the backup,
    that is what a restore does: those acts are lost, and :func:`_sealed` writes down why.
    """
    report, verdict = verify(sealing=False), sealing.end_of_chain()
    if head := told["record_head"]:
        head = json.loads(head)
        stored = chain.digest_at(head["seq"])
        if stored is None or stored.hex() != head["digest"]:
            return Proof("操作记录", False, f"链条不经过备份时的链头（第 {head['seq']} 环）")
    older = verdict.end is sealing.End.SHORT and [found.kind for found in report.breaks] == [Kind.END]
    if older:
        words = f"第 {report.first} 至 {report.last} 环共 {report.checked} 条完整"
        lost = f"本机的链头文件记到第 {verdict.file} 环，备份以后的 {verdict.file - verdict.table} 条记录没有了"
        return Proof("操作记录", True, f"{words}；{lost}")
    return Proof("操作记录", report.whole, report.words)


def _sealed(reason: str) -> Proof:
    """The chain of the record goes on from here; where its end was elsewhere, it says why."""
    agrees = sealing.end_of_chain().end is sealing.End.AGREES
    good, words = _asked("seal_audit", *([] if agrees else ["--restored", reason]))
    if good:
        good, words = _asked("verify_audit")
    return Proof("操作记录接续", good, words)


@transaction.atomic
def _restoration(told: dict, *, who: str, reason: str, now: datetime) -> Restoration:
    made = datetime.fromisoformat(told["made_at"])
    row = Restoration.objects.create(
        backup=told["id"], backup_made_at=made, restored_at=now, who=who, reason=reason, code=version()
    )
    audit.record(
        verb="backup_restored",
        actor=None,
        target=row,
        backup=told["id"],
        made=cn_datetime(made),
        who=who,
        reason=reason,
    )
    return row


def found_journals(given: Iterable[Path] = ()) -> list[Path]:
    """Every journal of this very database that can be found: restored, copied to the second places, and named."""
    own = journal.path()
    if own is None:
        return []
    places = [journal.folder(), settings.BACKUP_DIR / "numbers", *given]
    if settings.NUMBERS_COPY_DIR:
        places.append(Path(settings.NUMBERS_COPY_DIR))
    files = [place / own.name if place.is_dir() else place for place in places]
    return [path for path in dict.fromkeys(files) if path.is_file()]


def _numbers(lost: list[LostNumber], until: float, made: datetime, seen: bool) -> Proof:
    """``until``: the moment up to which a journal that survived is complete. The one inside the backup knows nothing of what came after."""
    named = "、".join(row.text for row in lost[:NAMED])
    more = f"等 {len(lost)} 个" if len(lost) > NAMED else ""
    words = (
        f"备份以后给出的 {len(lost)} 个编号已登记为空缺并越过：{named}{more}" if lost else "没有发现备份以后给出的编号"
    )
    if until > made.timestamp():
        known = cn_datetime(datetime.fromtimestamp(until, UTC))
        return Proof(
            "编号流水",
            True,
            f"{words}。流水截至{known}，此后到故障之间如又给出过编号，请查最近的文书，用 --seen 写明最大号",
        )
    if seen:
        return Proof("编号流水", True, f"{words}。没有找到备份以后的编号流水，以写明的最大号为准")
    return Proof(
        "编号流水",
        False,
        f"{words}。没有找到备份以后的编号流水，不能证明没有给出过：请查最近的文书，用 --seen 写明最大号",
    )


def _end_sessions() -> None:
    """Nobody is signed in by what was true yesterday."""
    AccountSession.objects.all().delete()
    Session.objects.all().delete()
