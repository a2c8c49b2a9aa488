"""Files in an S3-compatible store instead of on the local disk, where ``FILES_URL`` names one (decision 058).

``address``: the setting. ``client``: the way to the store, its faults in our words. ``storage``: the storages, which know nothing of keys;
what they keep is closed by :mod:`~xinglongtai.core.vault`. ``reading`` and ``writing``: any part of an object, and streams of any length.
``waiting``: uploads that are not whole yet. ``moving``: from the disk into the store and back. Without ``FILES_URL`` boto3 is not imported.
"""
