"""The name of a device in plain words (:mod:`xinglongtai.core.devices`)."""

from xinglongtai.core.devices import plain_device

__all__ = ["plain_device"]
