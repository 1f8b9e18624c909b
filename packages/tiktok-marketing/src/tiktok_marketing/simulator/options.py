"""Options of a command under headings: what its `--help` looks like."""

from __future__ import annotations

from typing import Any

import click


class GroupedOption(click.Option):
    """An option that is listed under the heading `group`."""

    def __init__(self, *arguments: Any, group: str, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.group = group


class Grouped(click.Command):
    """A command that lists its options under their headings, in the order in which those first come."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed: dict[str, list[tuple[str, str]]] = {}
        for option in self.get_params(ctx):
            record = option.get_help_record(ctx)
            if record is not None:
                group = option.group if isinstance(option, GroupedOption) else "Other"
                listed.setdefault(click.style(group, bold=True), []).append(record)
        for group, records in listed.items():
            with formatter.section(group):
                formatter.write_dl(records)
