"""Who verifies webhooks as the page says takes what is signed, and nothing else."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from needs import need_program
from running_demo import REPOSITORY

PAGE = REPOSITORY / "docs" / "how-to" / "webhooks.md"
VECTORS = json.loads((REPOSITORY / "docs" / "reference" / "webhook-vectors.json").read_text())["vectors"]
TIMED = [one for one in VECTORS if one["signature_format"] == "timestamped"]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


def cases() -> list[dict[str, Any]]:
    """What is to hold and what is not: secret, header, body, now."""
    found = []
    for one in TIMED:
        header, body, now = one["headers"]["X-LinkPath-Signature"], one["body"], one["timestamp"]
        good = [(secret, header, body, now + 299, True) for secret in one["secrets"]]
        other = "whsec_" + "A" * 43 + "E"
        bad = [
            (other, header, body, now, False),
            (one["secrets"][0], header, body + " ", now, False),
            (one["secrets"][0], header, body, now + 301, False),
            (one["secrets"][0], header, body, now - 301, False),
            (one["secrets"][0], "", body, now, False),
            (one["secrets"][0], "v1=,t=", body, now, False),
        ]
        names = ("secret", "header", "body", "now", "holds")
        found += [dict(zip(names, case, strict=True)) for case in (*good, *bad)]
    return found


def test_the_python_of_the_page_verifies() -> None:
    page: dict[str, Any] = {}
    exec(compile(block("python"), str(PAGE), "exec"), page)  # noqa: S102  # the page's code is what is tried

    for case in cases():
        told = page["verify"](case["secret"], case["header"], case["body"].encode(), case["now"])
        assert told is case["holds"], case


def test_the_javascript_of_the_page_verifies(tmp_path: Path) -> None:
    need_program("node")
    (tmp_path / "verify.mjs").write_text(block("js"))
    (tmp_path / "cases.json").write_text(json.dumps(cases()))
    (tmp_path / "run.mjs").write_text(
        'import { readFileSync } from "node:fs";\nimport { verify } from "./verify.mjs";\n'
        'const cases = JSON.parse(readFileSync("cases.json"));\n'
        "console.log(JSON.stringify(cases.map((one) => "
        "verify(one.secret, one.header, Buffer.from(one.body), one.now))));\n"
    )
    ran = subprocess.run(
        ["/usr/bin/env", "node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [case["holds"] for case in cases()]


def test_every_link_of_the_page_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]*)", PAGE.read_text())

    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
