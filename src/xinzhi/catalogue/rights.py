"""The table of rights, read from YAML: the one that comes with the house, or an installation's own of the same form."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from xinzhi.catalogue.load import PackError
from xinzhi.catalogue.located import Node, compose
from xinzhi.catalogue.reading import Reader, entries
from xinzhi.catalogue.scalars import one_of, yes
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.text import Text
from xinzhi.core.rights import Act, Reach, Rights, Role

SHIPPED = Path(__file__).with_name("rights.yaml")


@lru_cache(maxsize=4)
def rights(path: Path = SHIPPED) -> Rights:
    """The table in a file. Raises `PackError` with everything that is wrong with it.

    An installation's own table grants other roles other things; acts and their states are the house's, so it names every one of
    them and no more.
    """
    book = Book()
    root, problems = compose(path.read_text("utf-8"), path.name)
    book.problems.extend(problems)
    table = Rights() if root is None else _table(root, book)
    if path != SHIPPED and not book.errors:
        _same_acts(table, rights(), root, book)
    if book.errors:
        raise PackError(*book.problems)
    return table


def _table(root: Node, book: Book) -> Rights:
    reader = Reader(root, book)
    roles = {}
    for id, _place, node in reader.named("roles", required=True, names=True):
        one = Reader(node, book, id)
        roles[id] = Role(id, one.words("title"), one.words("duty"))
        one.done()
    groups = {id: _words(reader, "groups", id) for id, _place, _node in reader.named("groups", required=True, names=True)}
    states = {id: _words(reader, "states", id) for id, _place, _node in reader.named("states", names=True)}
    acts = {}
    for id, _place, node in reader.named("acts", required=True, names=True):
        acts[id] = _act(id, Reader(node, book, id), book, roles, groups, states)
    reader.done()
    return Rights(MappingProxyType(roles), MappingProxyType(acts), MappingProxyType(groups), MappingProxyType(states))


def _words(reader: Reader, section: str, id: str) -> Text:
    inner = reader.sub(section)
    return Text("") if inner is None else inner.words(id)


def _act(
    id: str, one: Reader, book: Book, roles: dict[str, Role], groups: dict[str, Text], states: dict[str, Text]
) -> Act:
    who: dict[str, Reach] = {}
    node = one.node("who", required=True)
    for role, place, value in entries(node, book, where=id) if node is not None else ():
        reach = one_of(Reach)(value, book)
        if role not in roles:
            book.wrong("role_unknown", place, found=role, proposal=nearest(role, roles), known=", ".join(roles))
        elif reach is not None:
            who[role] = reach
    group, needed = one.name("group"), one.texts("states")
    if group and group not in groups:
        book.wrong("group_unknown", one.place_of("group"), found=group, proposal=nearest(group, groups), known=", ".join(groups))
    for state in needed:
        if state not in states:
            book.wrong("state_unknown", one.place_of("states"), found=state, proposal=nearest(state, states), known=", ".join(states))
    act = Act(
        id, one.words("title"), group, one.words("why"), MappingProxyType(who), needed,
        one.value("second", yes, False), one.value("purpose", yes, False),
    )  # fmt: skip
    one.done()
    return act


def _same_acts(own: Rights, ours: Rights, root: Node | None, book: Book) -> None:
    """Says which acts an installation's table lacks, which it has too many, and where it calls for other states than we know."""
    assert root is not None
    for id, act in ours.acts.items():
        mine = own.acts.get(id)
        if mine is None:
            book.wrong("act_missing", root.place, act=id)
        elif mine.states != act.states:
            book.wrong("act_states_differ", root.place, act=id, known=", ".join(act.states))
    for id in own.acts.keys() - ours.acts.keys():
        book.wrong("act_unknown_here", root.place, found=id, proposal=nearest(id, ours.acts))
