"""The demo's preferences: one officer with quiet hours and a mail a day, one who wants less on the bell."""

from datetime import date, time

from xinglongtai.core.notices import preferences_save


def play(everybody, stages: dict, on: date) -> None:
    """Two people of the first bureau made their own choice."""
    team = everybody[0].teams[0]
    quiet = {"quiet_from": time(21), "quiet_to": time(7, 30)}
    preferences_save(actor=team.first, chosen={"recheck": {"mail": True}}, mail_daily=True, **quiet)
    preferences_save(
        actor=everybody[0].legal, chosen={"catalog": {"bell": True, "mail": True}, "other": {"bell": False}}
    )
