"""Secrets are not shown."""

from __future__ import annotations

import pytest

from fanfold.store.masking import is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "password",
        "api_key",
        "API-KEY",
        "GITHUB_TOKEN",
        "dbPassword",
        "my_secret",
        "aws_access_key",
        "apikey",
    ],
)
def test_a_name_tells_of_a_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["tokenizer", "tokens_per_item", "key", "keyboard", "secretary", "alpha", "passing"]
)
def test_a_name_that_only_looks_like_it_does_not(name: str) -> None:
    assert not is_secret_name(name)
