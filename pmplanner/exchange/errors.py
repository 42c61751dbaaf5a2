"""What the readers and writers raise when a file cannot be used: a sentence for the user."""


class ExchangeError(Exception):
    """A file that cannot be read or written; the message names the file and what is wrong with it."""


class EmptySheetError(ExchangeError):
    """A sheet of a workbook that holds nothing, which matters only where it is the one that is wanted."""
