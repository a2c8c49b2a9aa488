"""What takes seconds the first time is ready when a worker starts."""

from catalog.search import text
from xinglongtai.core import typesetting, warming


def test_press_and_words_are_ready(monkeypatch):
    typesetting.reset()
    warming.everything()
    assert typesetting._press is not None
    assert text._TOKENIZER.initialized


def test_one_that_fails_holds_up_no_other(monkeypatch):
    made = []
    monkeypatch.setattr(warming, "_AHEAD", [lambda: 1 / 0, lambda: made.append(1)])
    warming.everything()
    assert made == [1]
