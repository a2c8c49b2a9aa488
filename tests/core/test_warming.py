"""What takes seconds the first time is ready when a worker starts."""

import jieba

from catalog.search import text
from xinglongtai.core import typesetting, warming


def test_press_and_words_are_ready(settings, monkeypatch, tmp_path, request):
    """The list's cache lies in a directory of ours, never in the one everybody on the machine may write to."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(text, "_TOKENIZER", jieba.Tokenizer())
    typesetting.reset()
    request.addfinalizer(typesetting.reset)  # this press has none of the fonts
    warming.everything()
    assert typesetting._press is not None
    assert text._TOKENIZER.initialized
    assert text._TOKENIZER.tmp_dir == str(tmp_path / "words")
    assert list((tmp_path / "words").iterdir())


def test_one_that_fails_holds_up_no_other(monkeypatch):
    made = []
    monkeypatch.setattr(warming, "_AHEAD", [lambda: 1 / 0, lambda: made.append(1)])
    warming.everything()
    assert made == [1]
