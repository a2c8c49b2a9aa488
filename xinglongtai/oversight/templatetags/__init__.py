"""Tags of oversight for the pages of lower rooms."""
