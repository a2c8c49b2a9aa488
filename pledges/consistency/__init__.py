"""The consistency gate: what the papers and the records of one case say otherwise than each other, before issuing and closing."""
