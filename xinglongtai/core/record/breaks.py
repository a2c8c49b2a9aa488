"""What a check of the record can find, in words. No database."""

from dataclasses import dataclass, field
from enum import Enum

from .sealing import End

#: So many are named; all are counted.
NAMED = 50


class Kind(Enum):
    """The kind of a break and its sentence."""

    CHANGED = "操作记录 #{event} 的内容被改动（第 {seq} 环）"
    MOVED = "操作记录 #{event} 的时间、编号或标记被改动（第 {seq} 环）"
    EXCHANGED = "操作记录 #{event} 与 #{other} 被互换（第 {seq} 环）"
    DELETED = "操作记录 #{event} 被删除（第 {seq} 环）"
    INSERTED = "操作记录 #{event} 没有本系统的标记：不是本系统写入的，或者入链前被改动（第 {seq} 环）"
    LINK_CHANGED = "第 {seq} 环的链值被改动（操作记录 #{event} 本身未变）"
    LINKS_GONE = "第 {seq} 环至第 {other} 环被删除"
    SEAL_CHANGED = "第 {seq} 号封口被改动或删除"
    KEY = "第 {seq} 号封口所用的审计密钥不在，或者密钥文件夹不是这个数据库的"
    END = "{words}"

    def words(self, **facts) -> str:
        return self.value.format(**facts)


@dataclass(frozen=True)
class Break:
    """One place where the chain does not hold."""

    kind: Kind
    seq: int = 0
    event: int = 0
    other: int = 0
    said: str = ""

    @property
    def words(self) -> str:
        return self.kind.words(seq=self.seq, event=self.event, other=self.other, words=self.said)


@dataclass
class Report:
    """What a check saw. ``breaks`` are the first :data:`NAMED` in the order of the chain; ``total`` counts all."""

    first: int = 1
    last: int = 0
    checked: int = 0
    sealed: int = 0
    breaks: list[Break] = field(default_factory=list)
    total: int = 0
    unmarked: int = 0
    clock_back: int = 0
    clock_differs: int = 0
    restored: list = field(default_factory=list)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        return not self.total

    def add(self, kind: Kind, **facts) -> None:
        self.total += 1
        if len(self.breaks) < NAMED:
            self.breaks.append(Break(kind, **facts))

    def end(self, verdict) -> None:
        """What the file of heads says, where it does not agree."""
        if verdict.end is not End.AGREES:
            self.add(Kind.END, said=verdict.words, seq=verdict.file)

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        range_ = f"第 {self.first} 至 {self.last} 环，共 {self.checked} 条操作记录"
        if self.whole:
            return f"完整：{range_}，没有发现改动、删除、插入或截断。"
        return f"不完整：{range_}，发现 {self.total} 处问题，第一处：{self.breaks[0].words}。"

    @property
    def notes(self) -> list[str]:
        """What is no break but worth knowing."""
        found = []
        if self.unmarked:
            found.append(f"有 {self.unmarked} 条记录写于启用链条之前，链条证明它们入链以后没有变动。")
        if self.clock_back:
            found.append(f"有 {self.clock_back} 条记录写入时数据库时钟倒退过，次序以环号为准。")
        if self.clock_differs:
            found.append(f"有 {self.clock_differs} 条记录写入时数据库与程序的时钟相差超过5分钟。")
        found += [f"{head.at[:10]} 恢复过较早的数据库（到第 {head.seq} 环）：{head.reason}" for head in self.restored]
        return found
