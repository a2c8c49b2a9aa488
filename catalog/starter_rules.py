"""The starter list as rules, straight from its CSV files: needs no database."""

import csv
from pathlib import Path

from .eligibility import ItemRule, rule_from_row

FOLDER = Path(__file__).parent / "starter"


def tokens_from_csv(folder: Path = FOLDER) -> dict[str, dict]:
    """The vocabulary of conditions: token → its row."""
    with (folder / "condition_tokens.csv").open(encoding="utf-8", newline="") as file:
        return {row["token"]: row for row in csv.DictReader(file)}


def rules_from_csv(folder: Path = FOLDER) -> dict[str, ItemRule]:
    """Item number → rule. A CSV knows nothing of publication: every row counts as published here."""
    tokens = tokens_from_csv(folder)
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["item_no"]: rule_from_row(row, tokens) for row in csv.DictReader(file)}
