"""Files of hashed identifiers, uploaded before audiences are made from them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from tiktok_marketing.simulator.audience_records import AudienceFile
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.identifiers import MULTIPLE_TYPES, SUFFIXES
from tiktok_marketing.simulator.people import People
from tiktok_marketing.simulator.receiving import IncomingFile
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.audience import DMP_CUSTOM_AUDIENCE_FILE_UPLOAD, AudienceFileUploadParams

# Behaviour reference §8.1 (sure).
LARGEST_BYTES = 250 * 1024 * 1024


@behaviour(DMP_CUSTOM_AUDIENCE_FILE_UPLOAD)
def upload(simulator: Simulator, call: Call[AudienceFileUploadParams]) -> dict[str, Any]:
    """Who is in the file is kept, the file is not."""
    check_choice("calculate_type", call.params.calculate_type, _types())
    if "file_signature" not in call.given:
        raise bad_value(missing("file_signature"))
    file = _file(call)
    people = _people(file, call.params.calculate_type)
    kept = AudienceFile(
        id=_path(call),
        advertiser_id=call.params.advertiser_id,
        calculate_type=call.params.calculate_type,
        uploaded_at=call.now,
        rows=file.identifiers.rows if file.identifiers else 0,
        people=people,
    )
    simulator.state.save(kept)
    return {"file_path": kept.id}


def _path(call: Call[AudienceFileUploadParams]) -> str:
    """16 characters, the same for the same file."""
    params = call.params
    what = f"{params.advertiser_id}:{params.calculate_type}:{params.file_signature}"
    return blake2b(what.encode(), digest_size=8).hexdigest()


def _types() -> frozenset[str]:
    found = catalogue.endpoint(DMP_CUSTOM_AUDIENCE_FILE_UPLOAD.name).params["calculate_type"]
    return frozenset(str(value) for value in found.values or catalogue.enum(found.enum or ""))


def _file(call: Call[AudienceFileUploadParams]) -> IncomingFile:
    file = call.file
    if not isinstance(file, IncomingFile):
        raise bad_value(missing("file"))
    if file.identifiers is None:
        raise bad_value(f"file: Must be one of {', '.join(SUFFIXES)}.")
    if file.size > LARGEST_BYTES:
        raise bad_value("file: At most 250 MB.")
    if file.md5 != call.params.file_signature:
        raise bad_value("file_signature: Is not the MD5 of the file.")
    return file


def _people(file: IncomingFile, calculate_type: str) -> People:
    people = file.identifiers.of(calculate_type) if file.identifiers else None
    if people is None:
        raise bad_value(f"file: The first line must name the columns for {MULTIPLE_TYPES}.")
    return people
