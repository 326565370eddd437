"""What is said of a file or a cell that cannot be taken. Each sentence tells the clerk what to do."""

from __future__ import annotations


class FileRefused(ValueError):
    """A file that is not read at all; the message is a Vietnamese sentence."""


class CellFault(ValueError):
    """A cell whose content cannot be what its column asks for; the message is a Vietnamese sentence."""
