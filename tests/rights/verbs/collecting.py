"""Every public verb of the product, read off the modules themselves: a new one without a row is found."""

import importlib
import inspect
import pkgutil

ROOMS = ("cases", "catalog", "pledges", "xinglongtai.core", "xinglongtai.oversight")
#: Parameters by which a verb says who acts; keyword-only, as the house rules ask.
ACTS = ("actor", "by")
#: Nothing of these is a verb; importing them costs.
_PASSED_OVER = ("migrations", "management", "demo", "templatetags")


def _modules(room: str):
    package = importlib.import_module(room)
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{room}."):
        if not set(found.name.split(".")) & set(_PASSED_OVER):
            yield importlib.import_module(found.name)


def acts_by(verb) -> str | None:
    """«actor» or «by» if ``verb`` takes it keyword-only, else None."""
    given = inspect.signature(verb).parameters
    return next((n for n in ACTS if n in given and given[n].kind is inspect.Parameter.KEYWORD_ONLY), None)


def topic_of(verb) -> str:
    """The package a verb belongs to, without «services»: ``cases``, ``ledger``, ``papers``."""
    package = verb.__module__.rpartition(".")[0].removesuffix(".services")
    return package.rpartition(".")[2]


def verbs() -> dict[str, object]:
    """«topic.name» → verb, of every public function at the top of a module that says who acts."""
    found = {}
    for room in ROOMS:
        for module in _modules(room):
            for name, verb in vars(module).items():
                if name.startswith("_") or not inspect.isfunction(verb) or verb.__module__ != module.__name__:
                    continue
                if acts_by(verb):
                    key = f"{topic_of(verb)}.{name}"
                    if found.setdefault(key, verb) is not verb:
                        raise AssertionError(f"{key} stands for two verbs: name one of them otherwise")
    return found
