"""The members of an ensemble as commands, and how many of them a machine trains at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cnngui.engine.protocol import Origin, Train
from cnngui.engine.shares import Workers, workers_for
from cnngui.engine.threads import usable_cores
from cnngui.memory import free_memory
from cnngui.network.inference.infer import infer
from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.run import new_run_id

_OF_NONE = Origin()


def seeded_members(
    network: Network, recipe: Recipe, data: str, count: int, origin: Origin = _OF_NONE
) -> tuple[Train, ...]:
    """Return `count` trainings of one network, which differ in their seeds: the recipe's and those after it.

    Args:
        origin: what they are; without a group they get one of their own.
    """
    base = new_run_id()
    origin = replace(origin, group=origin.group or base)
    return tuple(
        Train(
            f"{base}-{place + 1:0{len(str(count))}}",
            network,
            recipe.model_copy(update={"seed": recipe.seed + place}),
            data,
            fresh=True,
            origin=origin,
        )
        for place in range(count)
    )


def workers_here(members: Sequence[Train], data_bytes: int = 0) -> Workers:
    """Return how many members to train at once on this machine, by its cores and the memory that is free.

    Args:
        data_bytes: of the samples; a worker has them twice, as arrays and as tensors.
    """
    each = max(map(_bytes, members))
    return workers_for(len(members), usable_cores(), each + 2 * data_bytes, free_memory())


def _bytes(member: Train) -> int:
    recipe = member.recipe
    slots = slots_per_weight(recipe.optimizer)
    return infer(member.network).memory_bytes(recipe.batch_size, slots) or 0
