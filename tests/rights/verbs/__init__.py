"""Who may use which verb: a table for each room, derived from DOMAIN §6 and the meaning of the roles (decision 052)."""
