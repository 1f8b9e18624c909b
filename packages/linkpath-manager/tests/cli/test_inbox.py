"""The demo's inbox takes what is signed, and shows it to whoever looks."""

import time

import httpx2
import msgspec

from linkpath_manager.cli.inbox import new_secret, open_inbox
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.gateway.page import ICON_PATH, STYLE_PATH
from linkpath_manager.operations.webhook_secrets import headers_for

REJECTED = {"type": "ad.rejected", "data": msgspec.to_builtins(EVENT_TYPES["ad.rejected"].example)}
BODY = msgspec.json.encode(REJECTED)


async def test_it_shows_what_arrived_in_words_and_whether_its_signature_holds() -> None:
    secret = new_secret()
    async with open_inbox(secret, "http://tiktok.test", "127.0.0.1", 0) as url, httpx2.AsyncClient() as http:
        before = (await http.get(f"{url}/inbox")).text
        answers = []
        for used in (secret, new_secret()):
            headers = headers_for(BODY, used, event_id="evt_1", event_type="ad.rejected", unix=int(time.time()))
            answers.append((await http.post(f"{url}/inbox", content=BODY, headers=headers)).status_code)
        page, told = await http.get(f"{url}/inbox"), (await http.get(f"{url}/inbox.json")).json()
        assets = [(await http.get(url + path)).headers["content-type"] for path in (STYLE_PATH, ICON_PATH)]

    assert "http://tiktok.test/_sim/clock" in before
    assert answers == [200, 400]
    assert [(one["number"], one["signature_holds"], one["event"]) for one in told] == [
        (2, False, None),
        (1, True, REJECTED),
    ]
    assert "The product may not be advertised to people under 18." in page.text
    assert page.text.index('id="post-2"') < page.text.index("does not hold") < page.text.index('id="post-1"')
    assert page.text.index('id="post-1"') < page.text.index("signature holds")
    assert [kind.partition(";")[0] for kind in assets] == ["text/css", "image/svg+xml"]
