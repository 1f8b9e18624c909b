"""What no schema can say of the REST API's parameters, told to schemathesis."""

from typing import Any

import schemathesis

ONE_WAY = {"start_date", "end_date", "filter[adgroup_id]", "filter[ad_id]", "sort"}
"""A report's range is given by dates or by `date_preset`, its filter is one of three, and it is sorted by a column that
it has: what no schema says is tried in other tests."""


@schemathesis.hook
def before_load_schema(_context: Any, document: dict[str, Any]) -> None:
    """Leaves out cursors, which come from answers alone, and narrows what a proposal proposes to one operation.

    What makes an OAuth client has to fit together, and its advertisers are the workspace's.
    """
    for path in document["paths"].values():
        for operation in path.values():
            unsaid = {
                "cursor",
                "validate_only",
                "wait",
            }  # what is only validated is not refused by what performing it refuses
            operation["parameters"] = [one for one in operation["parameters"] if one["name"] not in unsaid]
    report = document["paths"]["/v1/reporting"]["get"]
    reporting = report["parameters"] = [one for one in report["parameters"] if one["name"] not in ONE_WAY]
    next(one for one in reporting if one["name"] == "date_preset")["required"] = True
    made = _body(document, "/v1/reports", "post")
    made["properties"] = {name: field for name, field in made["properties"].items() if name not in ONE_WAY}
    made["required"] = ["date_preset"]
    made["properties"]["date_preset"] = {"const": "last_7d"}
    body = document["paths"]["/v1/changes"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["operation"] = {"const": "campaigns.create"}
    body["properties"]["params"] = {"const": {"name": "Proposed", "objective": "TRAFFIC"}}
    for noun in ("campaigns", "adgroups", "ads"):  # what an item holds is its own affair: its end says what it lacks
        item = {"type": "object", "additionalProperties": {"type": "string"}}
        _body(document, f"/v1/{noun}/batch", "post")["properties"]["items"]["items"] = item
    key = _body(document, "/v1/api-keys", "post")
    del key["properties"]["advertiser_ids"], key["properties"]["expires_at"]  # of the workspace, and to come
    rotated = _body(document, "/v1/api-keys/{id}/rotate", "post")["properties"]
    del rotated["old_expires_at"], rotated["expires_at"]
    _body(document, "/v1/members", "post")["properties"]["email"] = {"const": "new@example.com"}
    for path, method in (("/v1/webhook-endpoints", "post"), ("/v1/webhook-endpoints/{id}", "patch")):
        del _body(document, path, method)["properties"]["advertiser_ids"]
    for path, method in (("/v1/oauth-clients", "post"), ("/v1/oauth-clients/{id}", "patch")):
        asked = document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        asked["required"] += ["redirect_uris"] if method == "post" else []
        fields = asked["properties"]
        fields["redirect_uris"] = {"const": ["https://app.example/callback"]}
        fields["name"] = {"type": "string", "pattern": "^[A-Za-z]{1,40}$"}
        fields["grant_types"] = {"const": ["authorization_code", "refresh_token"]}
        del fields["advertiser_ids"]


def _body(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """The schema of what a write takes."""
    schema: dict[str, Any] = document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    return schema
