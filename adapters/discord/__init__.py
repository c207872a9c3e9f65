"""Tarikh on Discord."""
