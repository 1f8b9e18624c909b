"""What `deploy/` names is there: settings, commands with their options, figures with their labels."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from running_demo import REPOSITORY
from typer.main import get_command

from linkpath_manager.cli.commands import app
from linkpath_manager.config import Settings
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.gateway.metrics import text

DEPLOY = REPOSITORY / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
ALERTS = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "linkpath-alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
OURS = {"LINKPATH_SITE", *(f"LINKPATH_{role}_PASSWORD" for role in ("OWNER", "APP", "BACKUP"))}
"""Variables that compose itself takes, and makes settings of."""
SETTINGS = {f"LINKPATH_{name.upper()}" for name in Settings.model_fields}
ADDED = {"job", "instance", "le"}
"""Labels that Prometheus adds."""


def expressions() -> list[tuple[str, str]]:
    board = json.loads((DEPLOY / "grafana" / "linkpath.json").read_text())
    shown = [(panel["title"], one["expr"]) for panel in board["panels"] for one in panel.get("targets", [])]
    return [*shown, *((rule["alert"], rule["expr"]) for rule in ALERTS)]


def commands() -> list[list[str]]:
    starts = re.compile(r"^ExecStart=/opt/linkpath/bin/linkpath-manager (.*)$", re.MULTILINE)
    lines = [starts.findall(unit.read_text()) for unit in UNITS]
    services = COMPOSE["services"].values()
    of_compose = [one["command"] for one in services if one.get("image") == "linkpath"]
    return [*(shlex.split(line) for found in lines for line in found), *map(list, of_compose)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_a_file_names_is_one(path: Path) -> None:
    named = set(re.findall(r"LINKPATH_[A-Z_]+", path.read_text()))

    assert named - SETTINGS - OURS == set()


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_that_is_run_takes_what_it_is_given(command: list[str]) -> None:
    given = [argument.replace("%i", "8080") for argument in command]
    known: Any = get_command(app)

    known.commands[given[0]].make_context(given[0], given[1:])


@pytest.mark.parametrize(("where", "expression"), expressions(), ids=lambda value: value[:40])
def test_every_figure_that_is_shown_or_watched_is_told_with_these_labels(where: str, expression: str) -> None:
    by_sample = {sample: family for family in FAMILIES for sample in family.samples}
    told = text({}).decode()
    named = re.findall(r"(linkpath_\w+)(?:\{([^}]*)\})?", expression)

    assert named or "up{" in expression, where
    for name, selectors in named:
        assert name in by_sample, f"{where}: nothing is told as {name}"
        assert f"# HELP {by_sample[name].name}" in told
        labels = set(re.findall(r"(\w+)(?:=~|!=|!~|=)", selectors))
        assert labels <= {*by_sample[name].labels, *ADDED}
    grouped = {label.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(",")}
    assert grouped <= {*ADDED, *(label for name, _ in named for label in by_sample[name].labels)}


def test_every_family_is_on_the_dashboard() -> None:
    shown = " ".join(expression for _, expression in expressions())

    assert [family.name for family in FAMILIES if family.name not in shown] == []


def test_an_alert_says_what_is_wrong_how_bad_it_is_and_what_to_do() -> None:
    names = [rule["alert"] for rule in ALERTS]

    assert len(set(names)) == len(names) >= 8
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert set(rule["annotations"]) == {"summary", "description"}


def test_what_compose_needs_is_in_its_example() -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose" / "compose.yaml").read_text()))
    example = (DEPLOY / "compose" / "linkpath.env.example").read_text()

    assert needed == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_do_no_more_than_it_needs(unit: Path) -> None:
    lines = unit.read_text().splitlines()

    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=linkpath", "CapabilityBoundingSet="):
        assert line in lines
    assert "User=linkpath" in lines


def test_a_unit_has_more_time_to_end_than_linkpath_takes() -> None:
    example = (DEPLOY / "systemd" / "linkpath.env.example").read_text()
    values = dict(re.findall(r"^(LINKPATH_[A-Z_]+)=(.*)$", example, re.MULTILINE))
    takes = float(values["LINKPATH_DRAIN_SECONDS"]) + float(values["LINKPATH_STOP_SECONDS"])

    for unit in UNITS:
        for seconds in re.findall(r"^TimeoutStopSec=(\d+)$", unit.read_text(), re.MULTILINE):
            assert int(seconds) > takes
