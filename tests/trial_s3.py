"""``script/trial-s3``: the product on a real S3 server, put through what a store may do. Each trial is a line; 1 where one broke."""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import requests

PORT, STORE_PORT = 8130, 8132
ACCESS, SECRET, BUCKET = "trial-access", "trial-secret-of-forty-characters-or-so", "files"
SCRATCH = Path(os.environ["SCRATCH"])
VAR, LYING = SCRATCH / "var", SCRATCH / "store" / BUCKET
MEGABYTES = int(os.environ.get("MB", "100"))


class Store:
    """``rclone serve s3`` on a folder; what it holds stays when it ends."""

    def __init__(self):
        self.process: subprocess.Popen | None = None

    def up(self) -> "Store":
        """Start and wait until it takes connections."""
        command = [os.environ["RCLONE"], "serve", "s3", "--addr", f"127.0.0.1:{STORE_PORT}"]
        command += ["--auth-key", f"{ACCESS},{SECRET}", "--config", os.devnull, str(LYING.parent)]
        with (SCRATCH / "store.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", STORE_PORT), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the store did not come up; see {SCRATCH}/store.log")

    def down(self, how: int = signal.SIGTERM) -> None:
        """End it."""
        self.process.send_signal(how)
        self.process.wait(20)


class Trials:
    """What was tried; ``broken`` is every sentence about what did not hold."""

    def __init__(self):
        self.broken: list[str] = []

    def told(self, name: str, facts: str = "", **held: bool) -> None:
        """Print one trial: what must be true in it, by a name with underscores."""
        wrong = [words.replace("_", " ") for words, true in held.items() if not true]
        self.broken += [f"{name}: {words}" for words in wrong]
        verdict = f"NOT: {'; '.join(wrong)}" if wrong else "held"
        sys.stdout.write(f"[{verdict}] {name}{'  ' + facts if facts else ''}\n")
        sys.stdout.flush()


def settings_of_the_store(**changes: str) -> dict[str, str]:
    url = f"s3://{BUCKET}/office?endpoint=http://127.0.0.1:{STORE_PORT}&region=us-east-1"
    return {"FILES_URL": url, "FILES_ACCESS_KEY": ACCESS, "FILES_SECRET_KEY": SECRET, **changes}


def main() -> int:
    """One installation, one store, all trials."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # server and store end with it
    VAR.mkdir(parents=True)
    LYING.mkdir(parents=True)
    fonts = Path(os.environ.get("VAR_DIR", "var"), "fonts").resolve()
    if fonts.is_dir():
        (VAR / "fonts").symlink_to(fonts)
    for name in ("DATABASE_URL", "EMAIL_BACKEND", "DEMO_MODE", "SECRET_KEY", "JOBS_INLINE", "KEYS_DIR"):
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(VAR), "DJANGO_SETTINGS_MODULE": "xinglongtai.settings", "DEBUG": "0"}
    os.environ |= {"SECOND_FACTOR_REQUIRED": "0", "BACKUP_DIR": str(SCRATCH / "backups"), **settings_of_the_store()}
    store, trials = Store().up(), Trials()
    import django

    django.setup()
    from tests.chaos.scenarios.world import World

    world = World(SCRATCH, "sqlite", None, PORT, every=1, quick=True)
    world.build()
    try:
        run(world, store, trials)
    finally:
        world.end()
        store.down()
    sys.stdout.write(f"{len(trials.broken)} broken\n" + "".join(f"  {words}\n" for words in trials.broken))
    return bool(trials.broken)


def run(world, store: Store, trials: Trials) -> None:
    """The trials named as arguments, all without: one after the other, on the same data."""
    server = world.server(chaos=False)
    stage = world.stage(server)
    steps = {
        "ordinary": lambda: ordinary(stage, trials),
        "video": lambda: video(stage, trials, server),
        "wrong_keys": lambda: wrong_keys(world, trials),
        "stopped": lambda: stopped(stage, store, trials, server),
        "killed": lambda: killed(stage, store, trials, server),
        "keys": lambda: keys(stage, trials, server),
        "backup": lambda: backup(trials, server),
        "moved": lambda: moved(stage, trials, server),
    }
    for name, step in steps.items():
        if name in sys.argv or len(sys.argv) == 1:
            step()


def lying() -> list[Path]:
    """Every object but the pieces of unfinished uploads."""
    return [path for path in LYING.rglob("*") if path.is_file() and "uploads" not in path.relative_to(LYING).parts]


def ordinary(stage, trials: Trials) -> None:
    """Evidence and a letter through the pages; where they lie, and that they are read."""
    from pledges.models import Pledge
    from tests.chaos.deeds import EVIDENCE, LETTER, PIECES

    for deed in (EVIDENCE, PIECES, LETTER):
        subject = deed.prepare(stage)
        answer = deed.send(stage, subject, "")
        trials.told(deed.name, f"answer {answer.status}", acknowledged=answer.taken, done=deed.done(subject))
    person, pledge = stage.person(), Pledge.objects.latest("pk")
    paper = person.get(f"/pledges/{pledge.pk}/letter.pdf")
    trials.told("承诺书读出", read=paper.text == "%PDF")
    begins = {path.read_bytes()[:8] for path in lying()}
    trials.told(
        "存放",
        f"{len(lying())} objects",
        only_closed_containers=begins == {b"XLTCLOSE"},
        nothing_on_the_disk=not (VAR / "evidence").exists() and not (VAR / "documents").exists(),
        all_holds=not stage.breaches(),
    )


def memory_of(server) -> float:
    """Megabytes the workers have held at most."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    lines = [line for pid in children for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def video(stage, trials: Trials, server) -> None:
    """A long recording in pieces, kept by a streaming write; a part of it by a ranged read, and the whole."""
    from cases.models import Evidence
    from tests.evidence_stage import mp4

    content = mp4(mdat=os.urandom(1 << 20) * (MEGABYTES - 1))
    person, case = stage.person(), stage.ready()
    before = memory_of(server)
    token = person.get(f"/cases/{case.pk}/evidence/").form("/evidence/").values["csrfmiddlewaretoken"][0]
    begin = {"client_key": str(uuid.uuid4()), "name": "v.mp4", "size": len(content), "kind": "recording", "sha256": ""}
    answer = person.send(f"/cases/{case.pk}/uploads/", {**begin, "csrfmiddlewaretoken": token})
    began = time.monotonic()
    while answer.status in {200, 201} and '"done"' not in answer.text:
        state = json.loads(answer.text)
        last = time.monotonic()
        answer = person.patch(
            state["url"], content[state["offset"] : state["offset"] + (2 << 20)], state["offset"], token
        )
    sent, finish = time.monotonic() - began, time.monotonic() - last
    row = Evidence.objects.filter(case=case).latest("pk")
    url = f"{server.url}/evidence/{row.pk}/"
    began = time.monotonic()
    at = len(content) // 2
    part = person.web.get(url, headers={"Range": f"bytes={at}-{at + 999_999}"}, timeout=60)
    ranged = time.monotonic() - began
    began, told, size = time.monotonic(), hashlib.sha256(), 0
    with person.web.get(url, stream=True, timeout=120) as whole:
        for piece in whole.iter_content(1 << 20):
            told.update(piece)
            size += len(piece)
    read, grown = time.monotonic() - began, memory_of(server) - before
    trials.told(
        f"录像 {len(content) >> 20} MB",
        f"sent {sent:.1f} s (the last piece, with keeping: {finish:.1f} s), 1 MB of the middle {ranged:.2f} s, "
        f"whole {read:.1f} s ({size / read / 1e6:.0f} MB/s), worker grew by {grown:.0f} MB",
        kept=row.size == len(content),
        part_is_a_part=part.status_code == 206 and part.content == content[at : at + 1_000_000],
        whole_is_whole=told.hexdigest() == row.sha256 == hashlib.sha256(content).hexdigest(),
        memory_is_flat=grown < 120,
        pieces_are_gone=not (LYING / "office" / "uploads").exists() or not _files(LYING / "office" / "uploads"),
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def wrong_keys(world, trials: Trials) -> None:
    """A second server with another secret key."""
    from cases.models import Evidence
    from tests.chaos.deeds import EVIDENCE
    from tests.chaos.stage import Stage

    server = world.server(PORT + 1, chaos=False, **settings_of_the_store(FILES_SECRET_KEY="another"))
    stage, before = Stage(server, world.office), Evidence.objects.count()
    subject = EVIDENCE.prepare(stage)
    answer = EVIDENCE.send(stage, subject, "")
    ready = requests.get(f"{server.url}/healthz/ready", timeout=30)
    doctor = server.command("doctor")
    trials.told(
        "密钥不对",
        f"answer {answer.status}, ready {ready.json()['checks']['storage']}",
        refused_in_words=answer.status == 503 and "拒绝了本系统" in answer.text,
        no_row=Evidence.objects.count() == before,
        not_ready=ready.status_code == 503 and ready.json()["checks"]["storage"] == "refused",
        the_doctor_says_so="对象存储" in doctor.stdout and "不能读写" in doctor.stdout,
        no_secret_is_shown="another" not in doctor.stdout,
    )
    server.stop()


def stopped(stage, store: Store, trials: Trials, server) -> None:
    """The store is away while people work, and comes back."""
    from cases.models import Evidence
    from pledges.models import Pledge
    from tests.chaos.deeds import EVIDENCE, LETTER, PIECES

    subjects = {deed: deed.prepare(stage) for deed in (EVIDENCE, PIECES, LETTER)}
    before = Evidence.objects.count()
    store.down()
    began = time.monotonic()
    answers = {deed: deed.send(stage, subject, "") for deed, subject in subjects.items()}
    seconds = time.monotonic() - began
    page = stage.person().get(f"/cases/{subjects[EVIDENCE]['case']}/")
    number = LETTER.done(subjects[LETTER])
    time.sleep(16)  # watchers are told what was heard a quarter of a minute ago
    ready = requests.get(f"{server.url}/healthz/ready", timeout=30)
    trials.told(
        "对象存储停止",
        f"answers {[answer.status for answer in answers.values()]} in {seconds:.1f} s",
        uploads_told_in_words=all(
            answers[deed].status == 503 and "暂时连不上" in answers[deed].text for deed in (EVIDENCE, PIECES)
        ),
        no_row=Evidence.objects.count() == before,
        the_letter_has_its_number=number and answers[LETTER].taken,
        pages_go_on=page.status == 200,
        not_ready=ready.status_code == 503 and ready.json()["checks"]["storage"] == "unreachable",
    )
    store.up()
    again = [deed.send(stage, subjects[deed], "") for deed in (EVIDENCE, PIECES)]
    made = server.command("render_documents")
    paper = stage.person().get(f"/pledges/{Pledge.objects.latest('pk').pk}/letter.pdf")
    time.sleep(16)
    trials.told(
        "对象存储恢复",
        f"answers {[answer.status for answer in again]}",
        the_next_try_works=all(deed.done(subjects[deed]) for deed in (EVIDENCE, PIECES)),
        the_paper_is_made=made.returncode == 0 and paper.text == "%PDF",
        ready_again=requests.get(f"{server.url}/healthz/ready", timeout=30).status_code == 200,
        all_holds=not stage.breaches(),
    )


def killed(stage, store: Store, trials: Trials, server) -> None:
    """kill -9 of the store again and again while files come in; what was acknowledged is there."""
    from tests.chaos.deeds import EVIDENCE, PIECES
    from tests.chaos.invariants import leftover

    over, answers = threading.Event(), []

    def work():
        while not over.is_set():
            deed = (EVIDENCE, PIECES)[len(answers) % 2]
            answers.append(deed.send(stage, deed.prepare(stage), "").status)

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(5):
        time.sleep(1.5)
        store.down(signal.SIGKILL)
        time.sleep(0.7)
        store.up()
    over.set()
    worker.join()
    broken = stage.breaches()
    trials.told(
        "对象存储被强制结束 5 次",
        f"{len(answers)} uploads, answers {sorted((status, answers.count(status)) for status in set(answers))}, "
        f"{leftover()} objects without a row",
        all_holds=not broken,
        some_were_kept=any(status < 400 for status in answers),
    )


def keys(stage, trials: Trials, server) -> None:
    """The data key is changed on files in the store."""
    before = {path: path.read_bytes()[:12] for path in lying()}
    turned = server.command("rotate_keys")
    now = {path: path.read_bytes()[10:12] for path in lying()}
    trials.told(
        "更换数据密钥",
        f"{len(now)} objects",
        done=turned.returncode == 0,
        every_object_is_closed_anew=set(now) == set(before) and set(now.values()) == {b"k2"},
        all_holds=not stage.invariants.broken(afresh=True),
    )


def backup(trials: Trials, server) -> None:
    """A backup lists the objects; a restore elsewhere proves them, and refuses where one is gone."""
    from cases.models import Evidence

    made_key = server.command("backup_key", "make", "--name", "档案室")
    private = re.search(r"AGE-SECRET-KEY-\w+", made_key.stdout)
    (SCRATCH / "private.key").write_text(private[0] if private else "")
    made = server.command("backup_make")
    elsewhere = {"VAR_DIR": str(SCRATCH / "restored"), "KEYS_DIR": str(SCRATCH / "restored" / "keys")}
    order = ["backup_restore", "--key", str(SCRATCH / "private.key"), "--reason", "演练"]
    restored = server.command(*order, **elsewhere)
    stored = Evidence.objects.latest("pk").file
    aside = stored.storage.whole(stored.name)
    stored.storage.delete(stored.name)
    again = {"VAR_DIR": str(SCRATCH / "again"), "KEYS_DIR": str(SCRATCH / "again" / "keys")}
    refused = server.command(*order, **again)
    stored.storage.write(stored.name, [aside])
    trials.told(
        "备份与恢复",
        made=made_key.returncode == 0 and made.returncode == 0,
        proved="个文件都在" in restored.stdout,
        refused_where_one_is_gone=refused.returncode != 0 and "不在" in refused.stderr,
        nothing_was_put_there=not (SCRATCH / "again" / "db.sqlite3").exists(),
    )
    if made.returncode or made_key.returncode or "个文件都在" not in restored.stdout:
        for one in (made_key, made, restored):
            sys.stdout.write(one.stdout[-500:] + one.stderr[-500:])


def moved(stage, trials: Trials, server) -> None:
    """Everything back to the disk, read there without the store, and into the store again."""
    began = time.monotonic()
    back = server.command("move_files", "--back")
    seconds = time.monotonic() - began
    without = dict.fromkeys(settings_of_the_store(), "")
    read = server.command("shell", "--no-imports", "-c", _READ, **without)
    into = server.command("move_files", "--check")
    trials.told(
        "搬回磁盘再搬进存储",
        f"back in {seconds:.1f} s",
        back=back.returncode == 0,
        read_from_the_disk=read.returncode == 0 and read.stdout.strip().endswith("0 wrong"),
        all_there_already=into.returncode == 0 and "复制 0 个" in into.stdout,
    )
    if back.returncode or read.returncode or into.returncode:
        for one in (back, read, into):
            sys.stdout.write(one.stdout[-500:] + one.stderr[-500:])


_READ = """
import hashlib, sys
from cases.models import Evidence
wrong = 0
for row in Evidence.objects.all():
    with row.file.open("rb") as handle:
        wrong += hashlib.sha256(handle.read()).hexdigest() != row.sha256
sys.stdout.write(f"{Evidence.objects.count()} read, {wrong} wrong\\n")
"""

if __name__ == "__main__":
    sys.exit(main())
