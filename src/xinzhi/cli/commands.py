"""All commands, in the order in which one meets them."""

from __future__ import annotations

import click

from xinzhi.cli import (
    backup,
    demo,
    doctor,
    evaluate,
    export,
    files,
    intake,
    ledger,
    overdue,
    packs,
    review,
    score,
    serve,
    subjects,
    users,
)


def add_to(group: click.Group) -> None:
    for command in (
        serve.serve,
        demo.demo,
        intake.intake,
        export.export,
        review.review,
        subjects.subject,
        evaluate.evaluate,
        score.score,
        score.replay,
        score.scheme,
        files.explain,
        files.listing,
        files.alerts,
        overdue.overdue,
        packs.pack,
        ledger.ledger,
        ledger.erase,
        ledger.rebuild,
        users.user,
        doctor.doctor,
        backup.backup,
        backup.restore,
        serve.migrate,
        serve.worker,
    ):
        group.add_command(command)
