"""`linkpath-manager doctor`: what LinkPath depends on, a line each, with what to mend."""

import difflib
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.domain.finding import Finding, State, mend, note, ok
from linkpath_manager.kit import logs
from linkpath_manager.operations import doctor

_MARKS: Final[dict[State, tuple[str, str]]] = {"ok": ("✓", "green"), "note": ("!", "yellow"), "mend": ("✗", "bold red")}
_WIDTH: Final = 16


async def examine(data_dir: Path | None, *, as_json: bool) -> None:
    """Prints what was found.

    Raises:
        typer.Exit: with 1, when something is to be mended.
    """
    logs.configure("critical", json=False)
    settings, findings = read_settings(os.environ, **({} if data_dir is None else {"data_dir": data_dir}))
    if settings is not None:
        findings += await _look_at_all(settings)
    if as_json:
        well = all(one.state != "mend" for one in findings)
        print(json.dumps({"ok": well, "findings": [asdict(one) for one in findings]}, indent=2))  # noqa: T201  # the answer
    else:
        _show(findings)
    if any(one.state == "mend" for one in findings):
        raise typer.Exit(1)


def read_settings(environment: Mapping[str, str], **given: Any) -> tuple[Settings | None, list[Finding]]:
    """The settings, unless they cannot be used, and what there is to say of them."""
    names = {f"LINKPATH_{name.upper()}" for name in Settings.model_fields}
    present = sorted(name for name in environment if name.startswith("LINKPATH_"))
    findings = [_unknown(name, names) for name in present if name not in names]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        return None, findings + [_unusable(one) for one in error.errors()]
    count = sum(name in names for name in present)
    findings.insert(0, ok("settings", f"{count} set in the environment, the others by default"))
    if not settings.worker and (settings.database_url is None or settings.redis_url is None):
        told = "LINKPATH_WORKER is false, which needs PostgreSQL and Redis"
        findings.append(mend("settings", told, "Set LINKPATH_DATABASE_URL and LINKPATH_REDIS_URL, or leave it out."))
    return settings, findings


async def _look_at_all(settings: Settings) -> list[Finding]:
    findings = [doctor.data_folder(settings.data_dir), doctor.key_file(settings.keys_path)]
    if settings.database_url is None:
        told, current = doctor.sqlite(settings.database_path)
    else:
        most = 2 * settings.database_connections + 1
        most *= max(settings.processes, settings.worker_processes)
        told, current = await doctor.postgresql(settings.database_url.get_secret_value(), connections=most)
    redis_url = settings.redis_url and settings.redis_url.get_secret_value()
    findings += [*told, await doctor.redis(redis_url or None, needed=settings.processes > 1 or not settings.worker)]
    alive = False
    if current and all(one.state != "mend" for one in findings if one.name == "key file"):
        more, alive = await _look_inside(settings)
        findings += more
    findings += await doctor.tiktok(
        str(settings.tiktok_base_url), settings.tiktok_app_id, settings.tiktok_secret.get_secret_value()
    )
    public_url = str(settings.public_url) if settings.public_url else None
    return [*findings, await doctor.public_address(public_url, alive=alive)]


async def _look_inside(settings: Settings) -> tuple[list[Finding], bool]:
    """What the database says, and whether a process lives."""
    try:
        async with bootstrap.tools(settings) as services:
            told, alive = await doctor.processes(services)
            return [*told, *await doctor.secrets(services), *await doctor.connections(services)], alive
    except bootstrap.CannotStart as error:
        return [mend("database", str(error), "See docs/how-to/postgresql.md.")], False


def _unknown(name: str, names: set[str]) -> Finding:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    if near:
        return mend("settings", f"{name} is no setting of LinkPath's", f"Did you mean {near[0]}?")
    return note("settings", f"{name} is no setting of LinkPath's")


def _unusable(error: Any) -> Finding:
    name = "LINKPATH_" + "_".join(str(part) for part in error["loc"]).upper()
    return mend("settings", f"{name} cannot be used: {error['msg']}", "See docs/reference/settings.md.")


def _show(findings: list[Finding]) -> None:
    """A line each; what to do stands below, where the eye comes next. Colours on a terminal, unless NO_COLOR is set."""
    out = Console(highlight=False, soft_wrap=True)
    for one in findings:
        mark, colour = _MARKS[one.state]
        out.print(Text.assemble(" ", (mark, colour), " ", (f"{one.name:<{_WIDTH}}", "bold"), " ", one.told))
        if one.hint:
            out.print(Text.assemble(" " * (_WIDTH + 4), ("→ ", colour), one.hint))
    count = Counter(one.state for one in findings)
    mended, known = count["mend"], count["note"]
    out.print()
    if mended:
        out.print(Text(f" {mended} to mend" + (f", {known} to know" if known else ""), "bold red"))
    else:
        out.print(Text(" All is well" + (f", {known} to know" if known else ""), "bold green"))
