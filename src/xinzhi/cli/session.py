"""What a command works with: the tools, who acts, and how to print."""

from __future__ import annotations

import sys
from functools import cached_property

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import Output
from xinzhi.core.authority import Actor, system
from xinzhi.core.base.problems import Refused
from xinzhi.flows.tools import Tools


class Session:
    """One call of the command. Django starts, and the store opens, when a command first asks for them."""

    def __init__(self, who: str | None, as_json: bool) -> None:
        self.who = who
        self.out = Output(as_json)

    @cached_property
    def tools(self) -> Tools:
        import django

        django.setup()
        from xinzhi.catalogue import PackError
        from xinzhi.wiring.assemble import tools

        try:
            return tools()
        except PackError as error:
            self.out.refuse(Refused(*error.problems))

    @cached_property
    def actor(self) -> Actor:
        """Who acts: the account named by --as, else the system itself."""
        if not self.who:
            return system(self.tools.rights)
        _ = self.tools
        from xinzhi.desk.actors import actor_named

        found = actor_named(self.who, self.tools.rights)
        if found is None:
            click.echo(
                say(f"没有账号“{self.who}”。用 xinzhi user list 查看。", f"No account “{self.who}”. See: xinzhi user list"),
                err=True,
            )
            sys.exit(2)
        return found

    @property
    def person(self) -> Actor:
        """Who acts, where a person must: ends with a message when nobody was named."""
        if not self.who:
            click.echo(
                say("这一步须由具名人员办理：请加 --as 账号。", "A named person must do this: add --as ACCOUNT."), err=True
            )
            sys.exit(2)
        return self.actor
