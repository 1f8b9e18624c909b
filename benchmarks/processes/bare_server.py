"""The least that Starlette can do: one route that answers the bytes of a file, reads too. Arguments: path, file."""

import sys
from pathlib import Path

import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from linkpath_manager.kit.sockets import listen
from processes.serving import serve


async def main(path: str, body: bytes) -> None:

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            await request.body()
        return Response(body, media_type="application/json")

    with listen("127.0.0.1", 0) as bound:
        await serve(Starlette(routes=[Route(path, answer, methods=["GET", "POST"])]), bound)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes()))
