"""docs/assess.md explains every field, choice, token and verdict, and its example runs."""

import json
import re
from pathlib import Path

from catalog.eligibility import COMMON_TOKENS, FIELDS, VERDICTS, Facts, assess
from catalog.eligibility.sheet import EFFECTS

from .situations import RULES, WORDS

TEXT = (Path(__file__).parents[2] / "docs" / "assess.md").read_text(encoding="utf-8")


def test_every_field_choice_token_and_verdict_is_explained():
    for key, described in FIELDS.items():
        assert f"| `{key}` | {described.label} |" in TEXT
        assert all(f"`{code}` {name}" in TEXT for code, name in (described.choices or {}).items())
    assert all(f"| `{key}` | {name} |" in TEXT for key, name in {**COMMON_TOKENS, **VERDICTS}.items())
    assert all(f"`{effect}`" in TEXT for effect in EFFECTS if effect not in {"none", "info"})


def test_the_example_may_sign():
    data = json.loads(re.search(r"```json\n(.+?)\n```", TEXT).group(1))
    facts = {key: value for key, value in data.items() if key not in {"id", "item"}}
    assert assess(RULES[data["item"]], Facts.from_dict(facts, WORDS)).verdict == "eligible"
