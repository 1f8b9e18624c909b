"""The table of sealed columns: complete, and each place is one row's alone."""

from linkpath_manager.store.sealed import SEALED
from linkpath_manager.store.tables import metadata


def test_every_sealed_column_is_in_the_table() -> None:
    there = {(table.name, it.name) for table in metadata.sorted_tables for it in table.c if "sealed" in it.name}

    assert {(one.table.name, one.column) for one in SEALED} == there
    assert len(SEALED) == len(there)
    assert all(name.startswith("sealed_") for _, name in there)


def test_a_sealed_table_has_one_text_as_its_key_and_each_row_its_own_place() -> None:
    places = {one.place(row_id) for one in SEALED for row_id in ("a", "b")}

    assert len(places) == 2 * len(SEALED)
    assert all(one.key.type.python_type is str for one in SEALED)
