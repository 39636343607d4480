"""V13: traditional gravity of An Advanced Guide to Trade Policy Analysis (UNCTAD/WTO 2016).

Table of the guide, 1986 to 2006 every fourth year, exporter-year and importer-year effects, printed
to three decimals; hence the tolerance of 0.001. Observation counts must be the same.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

PRINTED = {
    "OLS": ((-1.216, 0.223, 0.661, 0.670), 25_689),
    "PPML": ((-0.841, 0.437, 0.247, -0.222), 28_152),
}
VARIABLES = ("log_dist", "cntg", "lang", "clny")


@pytest.mark.parametrize("method", ["OLS", "PPML"])
def test_printed_coefficients(shared: Path, method):
    pd = pytest.importorskip("pandas", reason="pandas comes with the econ extra")
    pytest.importorskip("pyfixest", reason="pyfixest comes with the econ extra")
    from denge.stress.gravity import estimate_gravity

    with gzip.open(shared / "data" / "trade" / "agtpa_applications.csv.gz", "rt") as file:
        data = pd.read_csv(file)
    years = data["year"].isin(range(1986, 2007, 4))
    data = data[years & (data["exporter"] != data["importer"])]
    data = data.assign(log_dist=np.log(data["dist"]))
    made = estimate_gravity(data, VARIABLES, method)
    printed, count = PRINTED[method]
    assert made.names == VARIABLES
    assert made.effect == pytest.approx(printed, abs=0.001)
    assert made.observations == count
    assert (made.error > 0).all()
