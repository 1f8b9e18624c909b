"""Marks for tests of LinkPath that are of one database, where houses are made on both."""

import pytest

on_sqlite = pytest.mark.parametrize("template", ["sqlite"], indirect=True, scope="session")
on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True, scope="session")
