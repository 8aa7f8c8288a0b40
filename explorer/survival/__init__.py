"""Survival statistics on arrays: no patients, no study, no files."""
