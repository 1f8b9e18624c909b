"""How clients prove themselves, and how their forms are taken."""

import base64
from typing import Any

import pytest
from authorising import Client, error_of
from one_database import on_sqlite

from linkpath_manager.kit.tokens import mint

pytestmark = on_sqlite

SCOPES = {"scopes": ["campaigns:read", "reporting:read"], "grant_types": ["client_credentials"], "redirect_uris": []}
OWN = {"grant_type": "client_credentials"}
OWN_FORM = b"grant_type=client_credentials"
FORM = "application/x-www-form-urlencoded"


async def machine(server: Any, **fields: Any) -> Client:
    client: Client = await server.registered(**SCOPES | fields)
    return client


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


async def test_a_client_proves_itself_by_header_or_by_form(server: Any) -> None:
    client = await machine(server)
    by_form = {**OWN, "client_id": client.id, "client_secret": client.secret}

    answers = [await server.token(OWN, client), await server.token(by_form)]
    answers.append(await server.token({**OWN, "client_id": client.id}, client))

    assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_header_and_form_are_percent_decoded_as_the_standard_has_it(server: Any) -> None:
    client = await machine(server)
    encoded = "".join(f"%{ord(sign):02X}" for sign in client.secret)

    answer = await server.post("token", OWN, headers=basic(client.id, encoded))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "headers", "expected"),
    [
        ({}, {}, (401, "invalid_client")),
        ({"client_id": "ID"}, {}, (401, "invalid_client")),
        ({"client_id": "ID", "client_secret": "wrong"}, {}, (401, "invalid_client")),
        ({"client_id": "ID", "client_secret": mint("lp_cs_")}, {}, (401, "invalid_client")),
        ({"client_id": "nobody", "client_secret": "SECRET"}, {}, (401, "invalid_client")),
        ({"client_id": "ID ", "client_secret": "SECRET"}, {}, (401, "invalid_client")),
        ({"client_id": "ID", "client_secret": "SECRET "}, {}, (401, "invalid_client")),
        ({"client_id": "ID\u00fc", "client_secret": "SECRET\u00fc"}, {}, (401, "invalid_client")),
        ({"client_id": "OTHER", "client_secret": "SECRET"}, {}, (401, "invalid_client")),
        ({}, basic("ID", ""), (401, "invalid_client")),
        ({}, basic("ID", "wrong"), (401, "invalid_client")),
        ({}, basic("", "SECRET"), (401, "invalid_client")),
        ({}, {"authorization": "Basic"}, (401, "invalid_client")),
        ({}, {"authorization": b"Basic \xc3\xbc"}, (401, "invalid_client")),
        ({}, {"authorization": "Basic SUQ="}, (401, "invalid_client")),
        ({}, {"authorization": "Bearer SECRET"}, (401, "invalid_client")),
        ({"client_secret": "SECRET"}, basic("ID", "SECRET"), (400, "invalid_request")),
        ({"client_id": "OTHER"}, basic("ID", "SECRET"), (400, "invalid_request")),
    ],
)
async def test_whoever_does_not_is_refused(server: Any, form: Any, headers: Any, expected: tuple[int, str]) -> None:
    client, other = await machine(server), await machine(server)

    def filled(text: str) -> str:
        return text.replace("OTHER", other.id).replace("ID", client.id).replace("SECRET", client.secret or "")

    if ":" in (plain := _plain(str(headers.get("authorization")))):
        headers = basic(*map(filled, plain.split(":", 1)))
    answer = await server.post("token", OWN | {key: filled(text) for key, text in form.items()}, headers=headers)

    assert error_of(answer) == expected
    assert (answer.headers.get("www-authenticate") == 'Basic realm="LinkPath"') == (expected[0] == 401)


def _plain(header: str) -> str:
    try:
        return base64.b64decode(header.removeprefix("Basic "), validate=True).decode()
    except ValueError:
        return ""


async def test_a_public_client_with_a_secret_is_somebody_else(server: Any) -> None:
    public = await server.registered(confidential=False)
    form = {"grant_type": "refresh_token", "refresh_token": mint("lp_rt_"), "client_id": public.id}

    assert error_of(await server.token(form)) == (400, "invalid_grant")
    assert error_of(await server.post("token", form, headers=basic(public.id, ""))) == (400, "invalid_grant")
    assert error_of(await server.token(form | {"client_secret": "x"})) == (401, "invalid_client")


async def test_a_deleted_client_proves_nothing_and_what_it_had_ends(server: Any) -> None:
    client = await machine(server)
    tokens = (await server.token(OWN, client)).json()
    await server.house.ok("DELETE", f"/v1/oauth-clients/{client.id}")

    assert error_of(await server.token(OWN, client)) == (401, "invalid_client")
    assert (await server.get(tokens["access_token"])).status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (OWN_FORM, "application/json", (400, "invalid_request")),
        (OWN_FORM, "text/plain", (400, "invalid_request")),
        (OWN_FORM, "", (400, "invalid_request")),
        (OWN_FORM, FORM + "; charset=latin-1", (400, "invalid_request")),
        (b"", FORM, (400, "invalid_request")),
        (b"grant_type=", FORM, (400, "invalid_request")),
        (b"grant_type=password", FORM, (400, "unsupported_grant_type")),
        (b"grant_type=Client_Credentials", FORM, (400, "unsupported_grant_type")),
        (OWN_FORM + b"&grant_type=client_credentials", FORM, (400, "invalid_request")),
        (OWN_FORM + b"&x=1&x=1", FORM, (400, "invalid_request")),
        (OWN_FORM + b"&%00=1", FORM, (400, "invalid_request")),
        (OWN_FORM + b"&scope=%ff", FORM, (400, "invalid_request")),
        (OWN_FORM + b"&scope=\xff", FORM, (400, "invalid_request")),
        (OWN_FORM + b"&a=" + b"b" * 17_000, FORM, (413, "invalid_request")),
        (b"&".join(b"a%d=1" % number for number in range(60)), FORM, (400, "invalid_request")),
        (
            OWN_FORM + b"&resource=http://linkpath.test&resource=http://linkpath.test/mcp",
            FORM,
            (400, "invalid_target"),
        ),
    ],
)
async def test_a_form_that_is_none_is_refused(server: Any, body: bytes, kind: str, expected: tuple[int, str]) -> None:
    client = await machine(server)

    answer = await server.http.post(
        "/oauth/token", content=body, headers={"content-type": kind}, auth=(client.id, client.secret)
    )

    assert error_of(answer) == expected


async def test_parameters_in_the_address_are_refused(server: Any) -> None:
    client = await machine(server)

    answer = await server.http.post(
        f"/oauth/token?client_id={client.id}&client_secret={client.secret}&grant_type=client_credentials",
        data=OWN,
        auth=(client.id, client.secret),
    )

    assert error_of(answer) == (400, "invalid_request")


async def test_an_unknown_parameter_and_one_without_a_value_are_passed_over(server: Any) -> None:
    client = await machine(server)

    answer = await server.token(OWN | {"made_up": "1", "scope": "", "resource": ""}, client)

    assert (answer.status_code, answer.json()["scope"]) == (200, "campaigns:read reporting:read")


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_only_post_is_taken(server: Any, path: str) -> None:
    answer = await server.http.get(f"/oauth/{path}")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
