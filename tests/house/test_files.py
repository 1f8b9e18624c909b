"""What every file of the repository keeps to."""

import ast
import os
import re
from pathlib import Path

import pytest
from running_demo import REPOSITORY

LARGEST_BYTES = 2_500_000
SCRIPTS = sorted(path for path in (REPOSITORY / "scripts").iterdir() if path.is_file())
OURS = {  # hosts that may be spoken of: ourselves, TikTok, and the sources of licence, formats and facts
    *("127.0.0.1", "localhost", "business-api.tiktok.com", "ads.tiktok.com", "analytics.tiktok.com", "www.tiktok.com"),
    *("192.0.2.1", "192.0.2.2"),  # RFC 5737: nobody's
    *("0.0.0.0", "127.0.0.2", "127.1", "0177.0.0.1"),  # noqa: S104 - this computer by other names, which are refused
    "10.0.0.1",  # RFC 1918: nobody's outside
    *("www.apache.org", "www.w3.org", "schemas.openxmlformats.org", "sqlite.org"),
}
RESERVED = (".example", ".test", ".invalid", "example.com", "example.org")  # RFC 2606: nobody's
HOST = re.compile(r"https?://(?:[^\s/@\"'`<>]*@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
MACHINE = re.compile(r"(?<![\w.*~$})-])/(?:work|tmp|root|home|Users|private|mnt)/(?!\*)[\w.-]")
SILENCED = re.compile(r"# ?(?:noqa|type: ?ignore)\b")
REASONED = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]) +[#–-] +\w")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}


def text_of(path: Path) -> str:
    """Its text; nothing for what is no text."""
    try:
        return (REPOSITORY / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def lines_that(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    here = Path(__file__).relative_to(REPOSITORY)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in files
        if path != here
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if pattern.search(line)
    ]


def python_of(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".py"]


def sources_of(files: list[Path]) -> list[Path]:
    """The modules that are installed, and the scripts."""
    return [path for path in files if (path.suffix == ".py" and "src" in path.parts) or path.parts[0] == "scripts"]


def test_no_file_is_too_large_to_be_cloned_by_everybody(files: list[Path]) -> None:
    assert [str(path) for path in files if (REPOSITORY / path).stat().st_size > LARGEST_BYTES] == []


def test_no_file_speaks_of_a_host_that_has_no_business_here(files: list[Path]) -> None:
    spoken = {(host.lower(), str(path)) for path in files for host in HOST.findall(text_of(path))}

    assert sorted(each for each in spoken if each[0] not in OURS and not each[0].endswith(RESERVED)) == []


def test_no_file_knows_the_machine_it_was_written_on(files: list[Path]) -> None:
    assert lines_that(files, MACHINE) == []


def test_the_lock_names_no_index(files: list[Path]) -> None:
    assert Path("requirements.lock") in files
    assert re.findall(r"(?im)^.*(?:index-url|://).*$", text_of(Path("requirements.lock"))) == []


def test_nothing_is_left_for_later(files: list[Path]) -> None:
    assert lines_that(sources_of(files), UNFINISHED) == []


def test_what_is_silenced_has_its_reason_beside_it(files: list[Path]) -> None:
    silenced = lines_that(sources_of(files), SILENCED)

    assert silenced
    assert [line for line in silenced if not REASONED.search(line)] == []


def test_a_module_opens_with_what_it_is_for(files: list[Path]) -> None:
    modules = [path for path in python_of(sources_of(files)) if text_of(path).strip()]

    assert [str(path) for path in modules if ast.get_docstring(ast.parse(text_of(path))) is None] == []


def test_a_module_is_named_after_what_is_in_it(files: list[Path]) -> None:
    assert [str(path) for path in python_of(files) if path.stem in VAGUE] == []


def test_every_link_between_pages_leads_somewhere(files: list[Path]) -> None:
    pages = [path for path in files if path.suffix == ".md"]
    links = [(page, link) for page in pages for link in LINK.findall(text_of(page))]

    assert links
    assert [f"{page}: {link}" for page, link in links if not (REPOSITORY / page.parent / link).exists()] == []


def test_every_page_is_named_in_the_index(files: list[Path]) -> None:
    index = Path("docs/README.md")
    named = {index.parent / link for link in LINK.findall(text_of(index))}

    assert {path for path in files if path.parts[0] == "docs"} - named == {index}


def test_the_code_map_names_files_that_are_there(files: list[Path]) -> None:
    code_map = text_of(Path("ARCHITECTURE.md")).partition("## Code map")[2].partition("## Floors")[0]
    named = re.findall(r"`([\w*]+\.\w+)`", code_map)

    assert len(named) > 100
    assert [name for name in named if not any(path.match(name) for path in files)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_says_what_it_is_for(script: Path) -> None:
    first, second = script.read_text().splitlines()[:2]

    assert os.access(script, os.X_OK)
    assert first.startswith("#!/usr/bin/env ")
    assert re.match(r'(#|""") ?\w', second)
