"""The Results page: what a model is worth on a part of the data, and which samples it takes for what.

`results_panel` is the page: its choices above (`choices_row`), one of several views at the left and the
samples that are meant at the right (`sample_pane`). A view only points: the matrix (`matrix_view`) at a cell,
the table (`class_table`) at a class, the calibration (`calibration_view`) at a bin, the comparison
(`comparison_view`) at a way to disagree. What is pointed at is a `Shown` (`shown`), a value that stays true
when a label is mended. All figures come from `cnngui.results`; nothing is computed here.
"""
