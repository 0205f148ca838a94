"""`xinzhi user`: accounts."""

from __future__ import annotations

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import table
from xinzhi.cli.session import Session
from xinzhi.core.authority import SYSTEM
from xinzhi.core.base.problems import Refused, problem


@click.group(help=say("账号", "Accounts"))
def user() -> None:
    pass


@user.command(help=say("新建账号", "A new account"))
@click.argument("name")
@click.option("--department", default="")
@click.option("--region", default="")
@click.option("--role", "roles", multiple=True, help=say("角色，如 credit_office", "Role, such as credit_office"))
@click.password_option(help=say("口令（不写则询问）", "Password (asked for when left out)"))
@click.pass_obj
def add(session: Session, name: str, department: str, region: str, roles: tuple[str, ...], password: str) -> None:
    tools = session.tools
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from xinzhi.desk.models import User

    try:
        if department and department not in tools.pack.departments:
            raise Refused(problem("department_not_found", found=department, known=", ".join(tools.pack.departments)))
        if User.objects.filter(username=name).exists():
            raise Refused(problem("account_exists", name=name))
        for role in roles:
            if role not in tools.rights.roles or role == SYSTEM:
                raise Refused(problem("role_not_found", found=role, known=", ".join(r for r in tools.rights.roles if r != SYSTEM)))
        try:
            validate_password(password)
        except ValidationError as error:
            raise Refused(problem("password_weak", detail=" ".join(error.messages))) from error
    except Refused as error:
        session.out.refuse(error)
    User.objects.create_user(name, password=password, department=department, region=region, roles=",".join(roles))
    session.out.show({"account": name}, lambda: [say(f"已建账号 {name}", f"Account {name} made")])


@user.command("list", help=say("全部账号", "All accounts"))
@click.pass_obj
def list_(session: Session) -> None:
    _ = session.tools
    from xinzhi.desk.models import User

    rows = [(u.username, u.department, u.region, u.roles, u.is_active) for u in User.objects.order_by("username")]
    session.out.show(
        [{"account": r[0], "department": r[1], "region": r[2], "roles": r[3], "active": r[4]} for r in rows],
        lambda: table([say("账号", "account"), say("部门", "department"), say("辖区", "region"), say("角色", "roles"), say("启用", "active")], rows),
    )
