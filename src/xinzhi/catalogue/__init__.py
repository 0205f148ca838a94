"""Policy packs: read, merged, checked.

`load` gives a `Pack` or raises `PackError` with everything that is wrong; `check` gives every mistake and doubt with file, line,
column and key; `cases` gives the worked cases that stand beside the schemes.
"""

from xinzhi.catalogue.files import shipped
from xinzhi.catalogue.keeping import keep, kept
from xinzhi.catalogue.load import PackError, cases, check, load
from xinzhi.catalogue.model import Pack
from xinzhi.catalogue.sentences import sentences

__all__ = ["Pack", "PackError", "cases", "check", "keep", "kept", "load", "sentences", "shipped"]
