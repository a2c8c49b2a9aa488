"""Backup and restore: what stands can be put back elsewhere, proved, and no number is given twice (decision 048).

``making`` takes a consistent copy while the system runs, ``sealed`` closes it to public keys, ``store`` is the folder of backups,
``verifying`` opens it again, ``restoring`` puts it back, ``proving`` shows that it is whole, ``journal`` and ``gaps`` keep the numbers from
going back, ``retention`` drops what is old, ``watching`` tells when the last backup is too old.
"""
