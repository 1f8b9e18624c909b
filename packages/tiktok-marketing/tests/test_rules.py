"""The table of TikTok's rules names tests that there are."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RULES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "rules.toml").read_text())
SECTIONS = ("1.1", "1.2", "1.3", "2", "2.1", "3.1", "3.2", "3.3", "3.4", "3.5", "4", "4.1", "4.2", "4.3", "5", "5.1")
MORE_SECTIONS = ("5.2", "5.3", "5.4", "7.1", "7.2", "7.3", "7.4", "8.1", "8.2", "8.3", "10")
EVENTS = tuple(f"9.{number}" for number in range(1, 8))


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((HERE / file).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_"))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_shown_by_tests_or_says_why_not(rule: str) -> None:
    row = RULES[rule]

    assert re.match(r"\d+(\.\d+)? \S", rule)
    assert row["mark"] in {"S", "L"}
    assert row.keys() == {"mark", "tests"} or (row.keys() == {"mark", "left"} and len(row["left"]) > 10)
    for test in row.get("tests", ()):
        file, _, name = test.partition("::")
        assert name in names_in(file), f"{file} has no {name}"
    assert "tests" not in row or row["tests"]


def test_every_section_of_the_reference_has_rules() -> None:
    assert {rule.partition(" ")[0] for rule in RULES} >= {*SECTIONS, *MORE_SECTIONS, *EVENTS}
