"""一案一卷: the whole file of a case as one PDF and as an archive with hashes; the packet of a broken pledge."""
