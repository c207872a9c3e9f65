"""Servers of our own that stand in for the platforms, on loopback, in tests and benchmarks."""
