import pytest

from scraper.normalise.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Ħøst Đæœþı", "lukasz host daeoethi"),
        ("STRASSE Straße ﬁ ² ℝ 𝒩 µ", "strasse strasse fi 2 r n μ"),
        ("Nguyễn Erdős Ångström İ", "nguyen erdos angstrom i"),
        ("ガス 한국 हिन्दी й", "ガス 한국 हिन्दी и"),
    ],
)
def test_folds_case_and_accents_and_keeps_scripts(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded
