"""What can go wrong in the application, and the exit code that each error has.

DragomanError (1)
├── UsageError (2)     wrong options, or a file given by the user (configuration, glossary) that cannot be used
├── NoInput (3)        no readable Arabic input
└── OutputError (5)    the output cannot be written

Errors of a model (translate.errors.ModelError) exit with 4, an interrupted run with 130. A run in which some
articles failed and the rest were written exits with 1.
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of the application's own errors; the message is one or two lines that say what to do."""

    exit_code = 1


class UsageError(DragomanError):
    """The command line, the configuration or a file named there cannot be used."""

    exit_code = 2


class NoInput(DragomanError):
    """Nothing to work on: no file, or none that holds readable Arabic."""

    exit_code = 3


class OutputError(DragomanError):
    """A file of the output cannot be written."""

    exit_code = 5


class ReadError(DragomanError):
    """One source cannot be read as Arabic text; the others go on."""
