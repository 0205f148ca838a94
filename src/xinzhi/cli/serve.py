"""`xinzhi serve`, `worker`, `migrate`: the processes of an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.session import Session
from xinzhi.core.authority import system


def prepare(tools: Any) -> None:
    """Brings the database up to date, begins the log, adopts the pack. Safe to do at every start."""
    from django.core.management import call_command

    from xinzhi.flows.set_up import set_up
    from xinzhi.ledger.note import verifier_key

    call_command("migrate", verbosity=0, interactive=False)
    suite = tools.store.suite
    key = verifier_key(tools.store.origin, suite.public_key(tools.signing_key), suite)
    set_up(tools, key, by=system(tools.rights), at=tools.store.now())


@click.command(help=say("更新数据库结构（升级后运行一次；serve 会自动做）", "Bring the database up to date (serve does it by itself)"))
@click.pass_obj
def migrate(session: Session) -> None:
    prepare(session.tools)
    session.out.show({"migrated": True}, lambda: [say("已就绪", "Ready")])


@click.command(help=say("后台作业进程", "The background worker"), hidden=True)
@click.pass_obj
def worker(session: Session) -> None:
    tools = session.tools
    from xinzhi.flows import daily, jobs
    from xinzhi.wiring.heartbeat import alive
    from xinzhi.wiring.settings import read

    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with alive(read().heartbeat):
        while not stopping:
            if not jobs.run_one(tools) and not daily.run_one(tools, at=tools.store.now()):
                time.sleep(0.3)


@click.command(help=say("启动网页与后台作业（默认 http://127.0.0.1:8000）", "Start the web and the worker (http://127.0.0.1:8000)"))
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000)
@click.option("--workers", default=2, help=say("网页进程数", "Web processes"))
@click.pass_obj
def serve(session: Session, host: str, port: int, workers: int) -> None:
    prepare(session.tools)
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "xinzhi.web.wsgi:application",
    ]  # fmt: skip
    click.echo(say(f"信执已就绪：http://{host}:{port}/  （Ctrl-C 结束）", f"Xinzhi is up: http://{host}:{port}/  (Ctrl-C ends it)"))
    sys.exit(_supervise([web, [sys.executable, "-m", "xinzhi", "worker"]]))


def _supervise(commands: list[list[str]]) -> int:
    """Runs the commands together: when one ends, or we are told to stop, all end."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "xinzhi.wiring.django_settings"}
    children = [subprocess.Popen(command, env=environment) for command in commands]  # noqa: S603 - our own commands

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    stop(0, None)
    codes = [child.wait() for child in children]
    return next((code for code in codes if code not in (0, -signal.SIGTERM, -signal.SIGINT)), 0)
