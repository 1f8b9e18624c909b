"""A fresh LinkPath, as who installs it meets it: a link while there is nobody, and none afterwards."""

import re
from pathlib import Path

import httpx2
from first_start import said_by_serve

ANSWERS = re.compile(r"LinkPath answers at (http://127\.0\.0\.1:\d+), by 2 processes\. Ctrl-C ends it\.")
LINK = re.compile(
    r"Nobody has signed up yet\. Whoever opens this link becomes the owner, once: (http://\S+)(/sign-up\S+)"
)


def test_whoever_starts_linkpath_is_shown_the_way_in_and_nobody_is_after_them(tmp_path: Path) -> None:
    form = {"name": "Ada", "email": "ada@example.com", "password": "a few words will do"}
    with said_by_serve(tmp_path / "data", tmp_path / "first", processes=2) as lines:
        answers, link = ANSWERS.fullmatch(lines[0]), LINK.fullmatch(lines[1])
        assert answers
        assert link
        code = link[2].partition("code=")[2]
        with httpx2.Client(base_url=link[1], follow_redirects=True, timeout=30) as browser:
            page = browser.get(link[2])
            owner = browser.post("/sign-up", data=form | {"code": code}, headers={"Origin": link[1]})
            again = browser.get("/v1/session").json()
    with said_by_serve(tmp_path / "data", tmp_path / "second", processes=1) as later:
        pass

    assert (len(lines), link[1], page.status_code) == (2, answers[1], 200)
    assert (owner.url.path, again["workspaces"][0]["role"]) == ("/account", "owner")
    assert len(later) == 1
