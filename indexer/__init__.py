"""Folders in, hits out: the indexer and the search. No Qt here."""
