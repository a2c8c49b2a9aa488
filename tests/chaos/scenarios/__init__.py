"""The scenarios by name: each a generator of trials on a world."""

from . import clock, disk, kill, load, mail, memory, oldcode, postgresql, press, together

REGISTERED = {
    "kill": kill.run,
    "load": load.run,
    "postgresql": postgresql.run,
    "disk": disk.run,
    "press": press.run,
    "mail": mail.run,
    "clock": clock.run,
    "together": together.run,
    "oldcode": oldcode.run,
    "memory": memory.run,
}
