"""The scenarios by name: each a generator of trials on a world."""

from . import kill

REGISTERED = {
    "kill": kill.run,
}
