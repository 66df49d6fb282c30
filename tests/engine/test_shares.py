"""How many trainings go on at once, and what each gets of the machine."""

from __future__ import annotations

import pytest

from cnngui.engine.members import seeded_members, workers_here
from cnngui.engine.protocol import Origin
from cnngui.engine.shares import WORKER_BYTES, cores_for, workers_for
from cnngui.engine.threads import usable_cores
from tests.engine.talk import NETWORK, RECIPE

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("members", "cores", "each", "free", "count", "limit"),
    [
        (7, 4, 0, None, 4, "cores"),
        (3, 8, 0, None, 3, "members"),
        (7, 4, GB, 4 * GB, 2, "memory"),
        (7, 4, GB, GB // 10, 1, "memory"),
        (7, 4, 0, 4 * WORKER_BYTES, 4, "cores"),
    ],
)
def test_as_many_at_once_as_there_is_room_for(
    members: int, cores: int, each: int, free: int | None, count: int, limit: str
) -> None:
    found = workers_for(members, cores, each, free)
    assert (found.count, found.limit) == (count, limit)


@pytest.mark.parametrize(
    ("members", "workers", "cores", "shares"),
    [
        (4, 2, 2, [1, 1, 1, 1]),
        (3, 2, 2, [1, 1, 2]),
        (7, 4, 8, [2, 2, 2, 2, 2, 2, 2]),
        (5, 4, 8, [2, 2, 2, 2, 8]),
        (2, 1, 4, [4, 4]),
        (3, 3, 2, [1, 1, 1]),
    ],
)
def test_no_core_idles_in_the_last_round(members: int, workers: int, cores: int, shares: list[int]) -> None:
    assert [cores_for(place, members, workers, cores) for place in range(members)] == shares


def test_members_differ_in_their_seed_alone() -> None:
    members = seeded_members(NETWORK, RECIPE, "digits", 3, Origin("Small"))
    assert [member.recipe.seed for member in members] == [3, 4, 5]
    assert len({member.run_id for member in members}) == 3
    (group,) = {member.origin.group for member in members}
    assert group
    assert all(member.recipe.model_copy(update={"seed": 3}) == RECIPE for member in members)
    named = seeded_members(NETWORK, RECIPE, "digits", 2, Origin("Small", group="mine"))
    assert {member.origin.group for member in named} == {"mine"}


def test_a_network_too_large_for_two_at_once_is_trained_alone() -> None:
    members = seeded_members(NETWORK, RECIPE, "digits", 4)
    assert workers_here(members).count == min(4, usable_cores())
    assert workers_here(members, data_bytes=10**15).count == 1
