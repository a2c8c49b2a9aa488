"""The scenarios by name: each a generator of trials on a world."""

from . import disk, kill, load, postgresql, press

REGISTERED = {
    "kill": kill.run,
    "load": load.run,
    "postgresql": postgresql.run,
    "disk": disk.run,
    "press": press.run,
}
