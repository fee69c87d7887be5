"""Every property of `tests.properties` on a few inputs, the same ones on every run; `benchmarks.fuzz` tries many."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.properties import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_property(name: str) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(TARGETS[name].inputs)
    def run(value: object) -> None:
        TARGETS[name].holds(value)

    run()
