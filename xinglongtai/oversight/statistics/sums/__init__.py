"""Maintained sums under the statistics of a large office: what was counted once is added up; what changed since is counted anew."""
