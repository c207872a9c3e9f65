"""Where it is said: one package a platform. Translation only; no adapter knows another."""
