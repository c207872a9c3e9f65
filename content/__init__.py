"""What is known: sources, cited claims, entries and their dates. Pure; imports no other room."""
