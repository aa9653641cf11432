"""Conducts the stations: install a data directory, build from lake to published page, and keep going."""
