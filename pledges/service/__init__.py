"""送达, signatures and agents: how a paper reaches the party and who signed it."""
