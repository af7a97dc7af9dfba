"""Numbers of one county, or of the whole city, on a page that has many. 整市页面的数字登记。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...printing.blocks import Number
from ...scoring.evaluate import Evaluation
from ...standard.cards import Card, Part
from ...standard.places import Place
from ..ids import Lines
from ..numbers import Numbers, Proof
from ..provenance import Provenance

#: Ids of means and coefficients.
MEANS = ("M", "K")


class DivisionNumbers(Numbers):
    """Ids begin with the division's code, labels with its name; lines are those of the city's tables. 按地区登记。

    whole : all counties, as printed; own: the part of this division
    mean  : what the mean over all its schools is called
    """

    def __init__(
        self, whole: Evaluation, own: Evaluation, provenance: Provenance, place: Place, mean: str = "县均值"
    ) -> None:
        super().__init__(own, provenance)
        self._lines = Lines(whole.results.to_dict("records"), whole.verdicts.to_dict("records"), whole.rules.by_number)
        self._place, self._mean = place, mean

    def _keep(self, proof: Proof) -> Number:
        # A share or a ratio between counties does speak of their own means.
        mean = self._mean if proof.id[0] in MEANS else "县均值"
        words = {key: getattr(proof, key).replace("县均值", mean) for key in ("label", "formula")}
        return super()._keep(
            replace(
                proof, id=self.named(proof.id), label=f"{self._place.name}，{words['label']}", formula=words["formula"]
            )
        )

    def _known(self, id: str, value: float) -> Number | None:
        return super()._known(self.named(id), value)

    def named(self, id: str) -> str:
        """The id as it stands on this page: 620302-K04-primary. 页面编号。"""
        return f"{self._place.code}-{id}"


class CityProvenance(Provenance):
    """Cells of schools of several counties. 多县数据溯源。"""

    def __init__(self, counties: Mapping[str, Provenance], whole: Evaluation) -> None:
        super().__init__(next(iter(counties.values())).intake, whole)
        self._counties = counties
        schools = whole.units.school
        self._county_of = dict(zip(schools["unit"], schools["county"], strict=True))

    def of_segments(self, rows: Iterable[Mapping[str, object]], card: Card, part: Part) -> str:
        """Cells behind the results of several schools together, county by county. 多校结果的来源单元格。"""
        by_county: dict[str, list[Mapping[str, object]]] = {}
        for row in rows:
            by_county.setdefault(self._county_of[str(row["unit"])], []).append(row)
        return "；".join(self._counties[county].of_segments(own, card, part) for county, own in by_county.items())
