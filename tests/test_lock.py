"""The lock files are what the ranges allow, whole, with hashes, and tell nothing of the machine they were made on (script/lock)."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
NAMES = ("requirements-build", "requirements", "requirements-dev")
PYTHONS = ("3.11", "3.12", "3.13")


def ranges(name: str) -> list[Requirement]:
    """What a .txt asks for, with what it takes in by «-r»."""
    found = []
    for line in (ROOT / f"{name}.txt").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            found += ranges(line.removeprefix("-r ").removesuffix(".txt"))
        elif line:
            found.append(Requirement(line))
    return found


def locked(name: str) -> list[tuple[str, Version, Marker | None, int]]:
    """(name, version, marker, number of hashes) of every entry."""
    text = (ROOT / f"{name}.lock").read_text()
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", "")
    found = []
    for line in filter(None, text.splitlines()):
        words, *hashes = re.split(r"\s+--hash=", line.strip())
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), line
        given = Requirement(words)
        (pin,) = given.specifier
        assert pin.operator == "==", line
        found.append((canonicalize_name(given.name), Version(pin.version), given.marker, len(hashes)))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_is_within_the_ranges(name):
    entries = locked(name)
    for wanted in ranges(name):
        versions = [version for known, version, _, _ in entries if known == canonicalize_name(wanted.name)]
        assert versions, f"{wanted.name} is not locked: run script/lock"
        assert all(version in wanted.specifier for version in versions), f"{wanted} and {versions}: run script/lock"


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_hashes_and_nothing_of_this_machine(name):
    entries = locked(name)
    assert entries and all(count for *_, count in entries)
    text = (ROOT / f"{name}.lock").read_text()
    assert not re.search(r"https?:|file:|@ |^-|/", text.replace("script/lock", ""), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("python", PYTHONS)
def test_one_version_for_every_python(name, python):
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    names = [known for known, _, marker, _ in locked(name) if marker is None or marker.evaluate(here)]
    assert len(names) == len(set(names))


def test_what_runs_is_what_is_tested():
    tested = {(known, version) for known, version, _, _ in locked("requirements-dev")}
    assert {(known, version) for known, version, _, _ in locked("requirements")} <= tested


def test_nothing_that_the_product_needs_is_missing():
    """Every dependency of a dependency stands in the lock: otherwise pip would refuse it at the next set-up."""
    names = {known for known, *_ in locked("requirements")}
    waiting, seen = [(one.name, tuple(one.extras)) for one in ranges("requirements")], set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        assert canonicalize_name(name) in names, f"{name} is not locked: run script/lock"
        for line in metadata.requires(name) or []:
            inner = Requirement(line)
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append((inner.name, tuple(inner.extras)))
