"""The Ensemble page: several networks in training side by side, their vote, and where they disagree.

Imports state and ui.shared. `ensemble_panel` is the page; `several_dialog` asks how many are to be trained,
`runs_dialog` which runs are to answer together.
"""
