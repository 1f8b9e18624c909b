"""`linkpath-manager people`: for whoever runs LinkPath, when the pages cannot be reached."""

from typing import Annotated

import typer

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.roles import Role
from linkpath_manager.operations import roster
from linkpath_manager.operations.services import Services

from .beside import with_tools
from .terminal import DataDir, answer, say

people_commands = typer.Typer(no_args_is_help=True, help="People: who there is, invitations, new passwords.")

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]


@people_commands.command("list")
def list_people(data_dir: DataDir = None) -> None:
    """Show everybody: e-mail address, name, and what they are to which workspace."""
    with_tools(data_dir, _list)


@people_commands.command("invite")
def invite(
    email: Annotated[str, typer.Argument(help="Whom the link is for.")],
    role: Annotated[Role, typer.Option(help="What they will be.")] = Role.OWNER,
    workspace: Annotated[str, typer.Option(help="To which workspace.")] = WORKSPACE_ID,
    data_dir: DataDir = None,
) -> None:
    """Make an invitation and print its link, this once. It works for a week; an older one of the address ends."""

    async def work(services: Services) -> None:
        made = await roster.invite(services, workspace, email, role)
        answer(made.link)

    with_tools(data_dir, work)


@people_commands.command("reset")
def reset(
    email: Email,
    *,
    end_second_factor: Annotated[
        bool, typer.Option("--end-second-factor", help="For who lost it and the recovery codes too.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Print a link to set a new password, this once. It works for a day."""

    async def work(services: Services) -> None:
        made = await roster.reset(services, email, end_second_factor=end_second_factor)
        answer(made.link)

    with_tools(data_dir, work)


@people_commands.command("disable")
def disable(
    email: Email,
    *,
    anyway: Annotated[bool, typer.Option("--anyway", help="Though a workspace needs them: for a thief.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Keep somebody out everywhere, at once: sessions end, sign-in is refused. What they made stays.

    Refused where a workspace cannot be without them: its policy needs them to approve, or it has no other owner.
    """

    async def work(services: Services) -> None:
        lacking = await roster.disable(services, email, anyway=anyway)
        say(f"{email} is out. `people enable` lets them in again.")
        for words in lacking:
            say(f"Until then, {words}")

    with_tools(data_dir, work)


@people_commands.command("enable")
def enable(email: Email, data_dir: DataDir = None) -> None:
    """Let somebody in again who was disabled."""

    async def work(services: Services) -> None:
        await roster.enable(services, email)
        say(f"{email} may sign in again.")

    with_tools(data_dir, work)


async def _list(services: Services) -> None:
    for one in await roster.everyone(services):
        roles = ", ".join(f"{role} of {workspace}" for workspace, role in one.roles.items()) or "member of nothing"
        marks = "".join(f" [{mark}]" for mark in one.marks)
        answer(f"{one.email}  {one.name}: {roles}{marks}")
