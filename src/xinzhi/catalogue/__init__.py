"""Policy packs: read, merged, checked.

`load` gives a `Pack` or raises `PackError` with everything that is wrong; `check` gives every mistake and doubt with file, line,
column and key.
"""

from xinzhi.catalogue.load import PackError, check, load, shipped
from xinzhi.catalogue.model import Pack
from xinzhi.catalogue.sentences import sentences

__all__ = ["Pack", "PackError", "check", "load", "sentences", "shipped"]
