"""Worlds come back bit for bit, wherever and in whatever pieces they are computed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from denge.choose import worlds as worlds_module
from denge.choose.adaptive import paths
from denge.choose.ensemble import ensemble
from denge.choose.parameters import load_parameters
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook
from denge.choose.worlds import BLOCK, block_levels, blocks

YEARS = (1, 5, 10)


@pytest.fixture(scope="module")
def case():
    stakes = exposure("KAZ")
    book = load_playbook(stakes)
    return load_parameters(), stakes, book.only(["both_and", "align_west"])


@pytest.fixture(scope="module")
def alone(case):
    return ensemble(*case, YEARS, BLOCK + 5000, seed=7)


def same(a, b) -> bool:
    return a.parts.tobytes() == b.parts.tobytes() and a.nu.tobytes() == b.nu.tobytes()


def test_a_block_is_65_536_worlds_and_blocks_cover_all_draws() -> None:
    assert BLOCK == 65_536
    assert sum(size for _, size in blocks(200_001)) == 200_001
    assert [b for b, _ in blocks(200_001)] == [0, 1, 2, 3]


def test_block_seeds_are_the_spawned_children_of_the_seed() -> None:
    child = np.random.SeedSequence(9).spawn(3)[2]
    expected = np.random.default_rng(child).random((5, 4))
    assert (block_levels(9, 2, 5, 4) == expected).all()


def test_fewer_draws_are_a_prefix_of_more(case, alone) -> None:
    few = ensemble(*case, YEARS, 4000, seed=7)
    assert (block_levels(7, 0, 100, 9)[:40] == block_levels(7, 0, 40, 9)).all()
    assert few.total() == pytest.approx(alone.total()[:, :4000], rel=1e-9)


def test_the_same_bits_come_back_from_a_second_run(case, alone) -> None:
    assert same(alone, ensemble(*case, YEARS, BLOCK + 5000, seed=7))


def test_another_seed_gives_other_worlds(case, alone) -> None:
    assert not same(alone, ensemble(*case, YEARS, BLOCK + 5000, seed=8))


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_give_the_same_bits(case, alone, workers: int) -> None:
    with ProcessPoolExecutor(workers) as pool:
        assert same(alone, ensemble(*case, YEARS, BLOCK + 5000, seed=7, executor=pool))


def test_threads_give_the_same_bits(case, alone) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert same(alone, ensemble(*case, YEARS, BLOCK + 5000, seed=7, executor=pool))


def test_dask_gives_the_same_bits(case, alone) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as pool,
    ):
        assert same(alone, ensemble(*case, YEARS, BLOCK + 5000, seed=7, executor=pool))


def test_blocks_finishing_in_another_order_change_nothing(case, monkeypatch) -> None:
    """Blocks of 500 here, the last submitted first."""
    monkeypatch.setattr(worlds_module, "BLOCK", 500)

    class Backwards(ThreadPoolExecutor):
        def map(self, fn, *iterables, **options):
            tasks = list(iterables[0])
            futures = [self.submit(fn, task) for task in reversed(tasks)]
            return iter([f.result() for f in reversed(futures)])

    forward = ensemble(*case, YEARS, 1700, seed=7)
    with Backwards(2) as pool:
        assert same(forward, ensemble(*case, YEARS, 1700, seed=7, executor=pool))


def test_paths_are_bit_identical_in_processes_too() -> None:
    stakes = exposure("KAZ")
    args = (load_parameters(), stakes, load_playbook(stakes), (1, 2, 3), 400, 7)
    with ProcessPoolExecutor(2) as pool:
        there = paths(*args, executor=pool)
    assert paths(*args).channels.tobytes() == there.channels.tobytes()


def test_all_strategies_see_the_same_draws(case) -> None:
    parameters, stakes, _ = case
    book = load_playbook(stakes)
    one = ensemble(parameters, stakes, book.only(["align_west"]), YEARS, 500, 3)
    all_ = ensemble(parameters, stakes, book, YEARS, 500, 3)
    place = all_.strategies.index("align_west")
    assert (one.total()[0] == all_.total()[place]).all()
