"""What every test module leaves behind: nothing."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_declared_registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget the registers that a module's project declared: to the process they would stay datasets."""
    yield
    from expectations.contract import DATASETS

    if any(dataset.local for dataset in DATASETS.values()):
        from flows.sources.register_declaration import declare_registers

        declare_registers(tmp_path_factory.mktemp("nothing"))
