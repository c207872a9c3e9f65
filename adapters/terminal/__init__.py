"""Tarikh for people at one keyboard: the embedded default, which needs no token."""
