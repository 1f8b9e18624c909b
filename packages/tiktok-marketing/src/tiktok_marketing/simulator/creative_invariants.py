"""What must hold in the libraries of the simulated world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .state import State


def check_creatives(state: State) -> Iterator[str]:
    """One sentence for each invariant of libraries, and of files on their way there, that is broken."""
    yield from _materials(state)
    yield from _names(state)
    yield from _uploads(state)


def _materials(state: State) -> Iterator[str]:
    for material in state.materials.values():
        if material.advertiser_id not in state.advertisers:
            yield f"material {material.id} belongs to no advertiser"
        if material.created_at > min(material.modified_at, material.usable_at):
            yield f"material {material.id} was changed or usable before it was made"


def _names(state: State) -> Iterator[str]:
    materials = [each for each in state.materials.values() if each.listed and each.deleted_at is None]
    names = Counter((each.advertiser_id, each.kind, each.file_name) for each in materials)
    for (advertiser_id, kind, name), count in names.items():
        if count > 1:
            yield f"advertiser {advertiser_id} has {count} of the kind {kind} that are called {name}"


def _uploads(state: State) -> Iterator[str]:
    for upload in state.chunked_uploads.values():
        if upload.received > upload.size:
            yield f"chunked upload {upload.id} has more bytes than were announced"
        if upload.file_id is not None and upload.file_id not in state.stored_files:
            yield f"chunked upload {upload.id} has become a file that does not exist"
