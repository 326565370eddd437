"""Pure helpers for Vietnamese text, money and dates. Standard library only."""
