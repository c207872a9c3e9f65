"""Tarikh on Slack."""
