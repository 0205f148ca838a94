"""The command `xinzhi`: parse, call one flow, show."""

from __future__ import annotations

import gc
import os
from itertools import islice

import click

from xinzhi.cli.language import say
from xinzhi.cli.session import Session


class Chinese(click.Group):
    """Commands in the order in which one meets them, not in that of the alphabet; who acts may be named anywhere in the line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, hoisted(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def hoisted(args: list[str]) -> list[str]:
    """`--as NAME` and `--json` first, wherever they were typed. What comes after `--` is left alone."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--as":
            front += [word, *islice(words, 1)]
        elif word == "--json" or word.startswith("--as="):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


@click.group(
    cls=Chinese,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=say(
        "信执：信用 + 执法。\n\n部门的处罚、检查等结果作为记录归集，归到主体，评出可解释的等级，再告诉您下一步该查谁。\n\n"
        "先试试：xinzhi demo && xinzhi serve",
        "Xinzhi: credit joined with law enforcement.\n\nRecords that departments hand in find their business, become a grade that explains"
        " itself, and say whom to visit next.\n\nTo try it: xinzhi demo && xinzhi serve",
    ),
)
@click.option(
    "--as",
    "who",
    envvar="XINZHI_AS",
    metavar=say("账号", "ACCOUNT"),
    help=say("以谁的名义办理（也可用环境变量 XINZHI_AS）", "Who acts (or the variable XINZHI_AS)"),
)
@click.option("--json", "as_json", is_flag=True, help=say("输出 JSON，供程序读取", "Print JSON for programs"))
@click.version_option(package_name="xinzhi", message="xinzhi %(version)s")
@click.pass_context
def cli(ctx: click.Context, who: str | None, as_json: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.wiring.django_settings")
    ctx.obj = Session(who, as_json)


def main() -> None:
    """The entry point: every command of the house, then the world."""
    # records of a batch live until its commit: collecting over them again and again costs a sixth of an intake
    gc.set_threshold(100_000, 50, 100)
    from xinzhi.cli import commands  # commands load Django; `xinzhi --version` need not wait for it

    commands.add_to(cli)
    cli(prog_name="xinzhi")
