"""Rules on photographs."""

from collections.abc import Iterable, Iterator

from .facts import Detail, Hit, Limits, Photo, RecheckPhoto, SameFile, grouped


def fixed_before_scene(photos: Iterable[Photo], limits: Limits) -> Iterator[Hit]:
    """整改后照片 whose own time lies before the first photograph of the scene, or where that has none, before the day of the clue.

    ``photos`` come ordered by case. Photographs without a time say nothing.
    """
    for case, rows in grouped(photos, "case"):
        scene = min((row.taken_at for row in rows if not row.fixed), default=None)
        early = [
            row for row in rows if row.fixed and (row.taken_at < scene if scene else row.taken_at.date() < row.since)
        ]
        if early:
            than = f"现场照片最早摄于{scene:%Y-%m-%d %H:%M}" if scene else f"发现线索日期为{rows[0].since:%Y-%m-%d}"
            yield Hit(
                key=f"case:{case}",
                summary=f"{len(early)}张整改后照片的拍摄时间早于发现违法的时间",
                details=tuple(
                    Detail(f"整改后照片摄于{row.taken_at:%Y-%m-%d %H:%M}，{than}", case, row.evidence) for row in early
                ),
            )


def recheck_with_old_photos(photos: Iterable[RecheckPhoto], limits: Limits) -> Iterator[Hit]:
    """A recheck on the spot that found 整改到位, all of whose photographs bear a day before that of the recheck.

    ``photos`` come ordered by recheck. One photograph without a time, or of the day itself, is enough to say nothing.
    """
    for recheck, rows in grouped(photos, "recheck"):
        if all(row.taken_at is not None and row.taken_at.date() < row.on for row in rows):
            yield Hit(
                key=f"recheck:{recheck}",
                summary=f"{rows[0].on:%Y-%m-%d}到场复查所附{len(rows)}张照片，全部摄于复查日以前",
                details=tuple(
                    Detail(
                        f"所附照片摄于{row.taken_at:%Y-%m-%d %H:%M}，复查日期{row.on:%Y-%m-%d}", row.case, row.evidence
                    )
                    for row in rows
                ),
            )


def same_photo(files: Iterable[SameFile], limits: Limits) -> Iterator[Hit]:
    """The very same photograph (SHA-256) in two or more cases. ``files`` come ordered by hash."""
    for sha256, rows in grouped(files, "sha256"):
        cases = sorted({row.case for row in rows})
        if len(cases) < 2:
            continue
        same = "同一当事人" if len({row.party for row in rows}) == 1 else "不同当事人"
        yield Hit(
            key=sha256,
            summary=f"同一张照片出现在{same}的{len(cases)}个案件",
            details=tuple(Detail(f"照片指纹 {sha256[:12]}…", row.case, row.evidence) for row in rows),
        )
