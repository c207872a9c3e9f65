"""Rules of Discord's that its machine-readable description does not state."""
