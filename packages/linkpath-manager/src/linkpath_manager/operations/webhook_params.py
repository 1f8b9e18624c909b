"""What webhook endpoints are asked with: their address, types, advertisers and secret."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from linkpath_manager.delivery.post import LONGEST_URL
from linkpath_manager.delivery.signing import SecretUnfit, require_fit
from linkpath_manager.domain.webhooks import Ordering, SignatureFormat

from .events import Pattern
from .inputs import Id
from .operation import Params

EndpointId = Annotated[str, Field(max_length=64, examples=["whe_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]
Url = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^https://([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,4}[a-z]{2,20}(/[A-Za-z0-9._~-]{1,40}){0,5}$",
            "description": "Of https, with a public name; where LinkPath is tried out also http to this computer.",
            "examples": ["https://reports.northwind.example/linkpath"],
        }
    ),
    Field(max_length=LONGEST_URL),
]


def _fit(secret: SecretStr) -> SecretStr:
    try:
        require_fit(secret.get_secret_value())
    except SecretUnfit as error:
        raise ValueError(str(error)) from error
    return secret


GivenSecret = Annotated[
    SecretStr,
    AfterValidator(_fit),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^whsec_([A-Za-z0-9+/]{4}){8,21}$",
            "description": "A secret of your own: whsec_ and the base64 of 24 to 64 bytes. Left out, one is made.",
            "examples": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        }
    ),
]
EventTypes = Annotated[
    tuple[Pattern, ...],
    Field(min_length=1, max_length=50, description="Which to tell: names, and globs such as `campaign.*` or `*`."),
]
AdvertiserIds = Annotated[
    tuple[Id, ...] | None,
    Field(min_length=1, max_length=1_000, description="Only of these; left out, of all, and of the workspace."),
]


class NoParams(Params):
    pass


class EndpointRef(Params):
    id: EndpointId


class CreateEndpoint(Params):
    url: Url
    event_types: EventTypes
    advertiser_ids: AdvertiserIds = None
    description: str = Field(default="", max_length=500)
    signature_format: SignatureFormat = Field(
        default="timestamped", description="`body`: X-LinkPath-Signature is `sha256=<hex>` over the body alone."
    )
    ordering: Ordering = Field(
        default="none", description="`per_object`: an object's event waits for the one before it."
    )
    secret: GivenSecret | None = None


class UpdateEndpoint(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: EndpointId
    url: Url | None = None
    event_types: EventTypes | None = None
    advertiser_ids: AdvertiserIds = None
    description: str | None = Field(default=None, max_length=500)
    signature_format: SignatureFormat | None = None
    ordering: Ordering | None = None
    status: Literal["ENABLED", "PAUSED"] | None = Field(
        default=None, description="ENABLED or PAUSED. A disabled endpoint that is enabled is told what waits."
    )


class RotateSecret(Params):
    id: EndpointId
    secret: GivenSecret | None = None
