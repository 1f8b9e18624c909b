"""Measures LinkPath beside its peers, one question after the other. `--list` says what is asked."""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import bulk_read
import client
import gate
import gateway
import limits
import mirror_read
import simulator
import sync
import webhooks
from measuring import CannotMeasure, Effort, Question, Result, Tell
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

_ASKED = (
    mirror_read.QUESTION,
    bulk_read.QUESTION,
    client.QUESTION,
    gate.QUESTION,
    gateway.QUESTION,
    simulator.QUESTION,
    limits.QUESTION,
    sync.QUESTION,
    webhooks.QUESTION,
)
QUESTIONS: dict[str, Question] = {each.name: each for each in _ASKED}

_USUAL = Effort()
_LARGEST_SCALE = 100.0

_out = Console(highlight=False)
_screen = Console(stderr=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, whatever the goals say; 1 not to be measured; 130 interrupted."""
    given = _parser().parse_args(arguments)
    if given.list:
        for question in QUESTIONS.values():
            _out.print(f"[bold]{question.name}[/]  {question.asks}", soft_wrap=True)
        return 0
    # Told to end, we end as on Ctrl-C: processes and folders are put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    effort = Effort(given.rounds, given.scale)
    try:
        for name in given.names or QUESTIONS:
            with _progress(name) as tell:
                result = QUESTIONS[name].answer(effort, tell)
            _show(result, QUESTIONS[name], as_json=given.json)
    except CannotMeasure as error:
        _screen.print(f"[red]bench:[/] {error}", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        _screen.print("Interrupted.")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", type=_question, metavar="NAME", help="questions to ask; left out: all")
    parser.add_argument("--list", action="store_true", help="say what the questions are")
    parser.add_argument("--json", action="store_true", help="one line of JSON a question")
    parser.add_argument(
        "--rounds", type=_rounds, default=_USUAL.rounds, help="rounds to take the median of (%(default)s)"
    )
    parser.add_argument(
        "--scale", type=_scale, default=_USUAL.scale, help="part of each round's work to do (%(default)s)"
    )
    return parser


def _question(text: str) -> str:
    if text not in QUESTIONS:
        raise argparse.ArgumentTypeError(f"there is no question {text!r}; there are: {', '.join(QUESTIONS)}")
    return text


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rounds: 1 or more")
    return int(text)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0 < scale <= _LARGEST_SCALE:
        raise argparse.ArgumentTypeError(f"{text!r} is not a part above 0 and up to {_LARGEST_SCALE:g}")
    return scale


@contextmanager
def _progress(name: str) -> Iterator[Tell]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[name]}: {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=_screen, transient=True) as progress:
        task = progress.add_task("starting", name=name, total=1)
        yield lambda what, done, total: progress.update(task, description=what, completed=done, total=total)


def _show(result: Result, question: Question, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result.as_json()), flush=True)
        return
    table = Table(title=f"{result.name}: {question.asks}", title_justify="left")
    for heading in ("measured", "median", "spread"):
        table.add_column(heading, no_wrap=True)
    table.add_column("unit")  # the one that gives way where the screen is narrow
    for name, figure in (result.figures | result.ratios).items():
        spread = f"{_readable(min(figure.values))} – {_readable(max(figure.values))}"
        table.add_row(name, _readable(figure.median), spread, figure.unit)
    _out.print(table)
    for name, goal in result.goals.items():
        verdict = "[green]met[/]" if goal.met_by(result.ratios[name].median) else "[red]missed[/]"
        _out.print(f"{name} is to be {goal.kind.replace('_', ' ')} {goal.bound:g}: {verdict}\n")


def _readable(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
