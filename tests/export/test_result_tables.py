from __future__ import annotations

import numpy as np

from cnngui.export.result_tables import answers_csv, classes_csv, confusion_csv
from cnngui.results.classified import Classified

FOUND = Classified(
    ("=cat", "dog, black"),
    np.array([0, 1, 1]),
    np.array([[0.75, 0.25], [0.75, 0.25], [0.25, 0.75]], np.float32),
    np.array([4, 7, 9]),
)


def test_names_cannot_become_formulas_or_columns() -> None:
    assert confusion_csv(FOUND) == 'true class,\'=cat,"dog, black"\n\'=cat,1,0\n"dog, black",1,1\n'


def test_figures_of_each_class() -> None:
    lines = classes_csv(FOUND).splitlines()
    assert lines[0] == "class,samples,correct,predicted,precision,recall,f1"
    assert lines[2].endswith(",2,1,1,1.0,0.5,0.6666666666666666")


def test_answers_name_the_place_in_the_data() -> None:
    names = ["=cat", "dog, black", "dog, black"]
    assert answers_csv(FOUND, names, FOUND.mistakes).splitlines() == [
        "index,label,predicted,probability",
        '7,"dog, black",\'=cat,0.750000',
    ]
