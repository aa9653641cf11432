"""One seed, one world: in this process, in another, whatever the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from creatorgraph_sandbox.profile import DEVELOPMENT_SEED, EVALUATION_SEEDS
from creatorgraph_sandbox.world.generate import generate_world
from creatorgraph_sandbox.world.truth import write_truth

DIGEST = """
import hashlib
from creatorgraph_sandbox.world.generate import generate_world
world = generate_world(seed={seed}, creators=25)
text = repr(world.accounts) + repr([world.timeline(account.index).posts for account in world.accounts])
print(hashlib.sha256(text.encode()).hexdigest())
"""


def digest(seed: int, hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", DIGEST.format(seed=seed)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_seed_gives_the_same_bytes_in_every_process() -> None:
    assert digest(7, "1") == digest(7, "2")


def test_seeds_give_different_worlds() -> None:
    assert digest(7, "1") != digest(8, "1")


def test_posts_do_not_depend_on_the_order_of_reading() -> None:
    forth, back = generate_world(creators=10), generate_world(creators=10)
    count = len(forth.accounts)
    first = {index: forth.timeline(index).posts for index in range(count)}
    second = {index: back.timeline(index).posts for index in reversed(range(count))}
    assert first == second


def test_evaluation_seeds_are_not_development_seeds() -> None:
    assert DEVELOPMENT_SEED not in EVALUATION_SEEDS
    assert len(set(EVALUATION_SEEDS)) == len(EVALUATION_SEEDS)


def test_two_thousand_creators_can_be_written_as_truth(tmp_path: Path) -> None:
    world = generate_world(creators=2_000)
    rows = write_truth(world, world.start, tmp_path / "truth.csv")
    late = sum(account.fate.created is not None for account in world.accounts)
    assert rows == len(world.accounts) - late
