"""What is said about project files and what training leaves behind."""

_NO = "{path} is not a project that can be opened."
_AGAIN = "Save the project again, or get a whole copy of the file."

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "not_a_network": (
        "{path} is not a network that can be read.",
        "It is neither JSON text nor a project of cnngui, nor a model of Keras.",
        "Give a network file (JSON), a .cnn project or a .keras model.",
    ),
    "not_a_recipe": (
        "{path} is not a recipe that can be read.",
        "It is not text.",
        "Give a file that was saved as a recipe (JSON).",
    ),
    "other_file": (
        "{path} is not a cnngui project.",
        "It is no model of Keras either, but a file of another kind.",
        "Open a project (.cnn) or a model of Keras (.keras).",
    ),
    "picture_too_large": (
        "The network is too large for a PNG picture.",
        "It would be {width:,.0f} px wide and {height:,.0f} px high.",
        "Save an SVG picture instead: that has no pixels.",
    ),
    "too_large": (
        "{path} was not saved.",
        "What it has learned takes {size_mb:,.0f} MB; a project holds {limit_mb:,.0f} MB.",
        "Keep what it has learned as a Keras model (File > Export), or use smaller layers.",
    ),
    "weights_gone": (
        "What this network had learned could not be taken up again.",
        "It is in no file any more that can be read, or was learned with other layers.",
        "Open a file that you saved, or train again from the beginning.",
    ),
    "in_use": (
        "{run} is being trained in another window.",
        "Two windows cannot train one run.",
        "Wait until it has ended there, or stop it there.",
    ),
    "other_data": (
        "{run} was trained on other data.",
        "They have changed since it began, by a mended label perhaps; what is learned from both is neither.",
        "Fork it: Train then goes on as a new run. Or bring the old data back, mended labels on Results.",
    ),
    "not_from_new": (
        "{run} cannot be repeated.",
        "It began with what another run or a file had learned, and not with new weights.",
        "Repeat that run, or train the network anew.",
    ),
    "trains_now": (
        "{run} is being trained right now.",
        "What it learns is already on the cards.",
        "Stop it first, or wait until it has ended.",
    ),
    "apart_forked": "fork of epoch {epoch}",
    "apart_parameters": "{count:,} parameters",
    "unknown_run": (
        "There is no run {run}.",
        "It is neither the id nor the name of one that is kept, nor a run's folder.",
        "“cnngui runs list” lists those there are.",
    ),
    "no_group": (
        "There is no group {group}.",
        "No run that is kept and has weights belongs to it.",
        "“cnngui runs list --json” tells the group of each run.",
    ),
    "several_runs": (
        "{run} may be any of several runs.",
        "It fits {runs}.",
        "Write more of the id.",
    ),
    "no_run": (
        "{folder} holds no run.",
        "There is no run.json in it, nor in a folder of it.",
        "Name the folder that “cnngui train --out” was given.",
    ),
    "not_removed": (
        "{folder} could not be removed whole.",
        "The system keeps some of its files.",
        "Close what uses them, and try again.",
    ),
    "is_over": (
        "The run {run} has nothing left to do.",
        "It has trained its {epoch} epochs.",
        "Say how many more, or fork it with other settings.",
    ),
    "no_tensorboard": (
        "TensorBoard is not installed.",
        "It is an extra of cnngui, as most people do not need it.",
        "Install it with: pip install 'cnngui[tensorboard]'.",
    ),
    "tensorboard_broken": (
        "TensorBoard is not whole.",
        "A part of it is missing or does not fit: {reason}.",
        "The run is as it was. Install it anew: pip install --force-reinstall 'cnngui[tensorboard]'.",
    ),
    "tensorboard_ended": (
        "TensorBoard did not start.",
        "It says: {reason}.",
        "The run is as it was. Try it by hand with: tensorboard --logdir FOLDER.",
    ),
    "report_left": (
        "The report of {run} was not written.",
        "Another measurement took the place of its own.",
        "Wait until that is done, and write the report again.",
    ),
    "no_weights": (
        "The run {run} has no weights of that moment.",
        "It keeps its last weights, its best, and those of some epochs; “{weights}” is not among them.",
        "Choose another moment of the run.",
    ),
    "weights_damaged": (
        "The weights “{weights}” of the run {run} cannot be read.",
        "Their file in {folder} is empty, cut off or damaged.",
        "Choose another moment of the run: its last weights, its best, or an epoch's.",
    ),
    "brought_back": (
        "Deleted runs that are back: {count}.",
        "cnngui did not end as it should, and so they had not been removed for good.",
        "Delete them again on the page Runs if you do not want them.",
    ),
    "folders_damaged": (
        "Runs that cannot be read: {count}.",
        "{name}: {reason}",
        "Nothing in {folder} was changed. Put a copy back if there is one, or delete what is damaged.",
    ),
    "no_record": "It holds a run, but no run.json",
    "live": (
        "The run {run} was not deleted.",
        "It is being trained.",
        "Stop it first; what it has learned so far is kept.",
    ),
    "not_deleted": (
        "The run {run} was not deleted.",
        "The system says: {reason}.",
        "Nothing of it was changed. Close what has its folder open, or make the folder of runs writable.",
    ),
    "not_brought_back": (
        "The run {run} was not brought back.",
        "The system says: {reason}.",
        "It is still put aside: try again before you end the program.",
    ),
    "would_drop_weights": (
        "{name} was not saved.",
        "It holds what a network has learned; what would replace it holds no weights.",
        "Nothing was changed. Save under another name, or bring the weights back first.",
    ),
    "engine_gone": (
        "{name} was not saved.",
        "The engine, which writes the weights, has ended.",
        "Nothing was changed. Restart it: it takes up what was learned, and then save again.",
    ),
    "edited_meanwhile": (
        "{name} was opened.",
        "You changed the last network while it was being read.",
        "Undo brings that network back, without its weights.",
    ),
    "reset_meanwhile": (
        "{name} was not opened.",
        "The weights were reset while it was being read.",
        "Nothing else was changed. Open it again.",
    ),
    "data_not_opened": (
        "{name} was trained on data that were not opened.",
        "It names {data}, which lies elsewhere and was not chosen by you.",
        "Choose them in the data box if you want them.",
    ),
    "edits_not_kept": (
        "Your edits are not kept against a crash.",
        "{folder} cannot be written. The system says: {reason}.",
        "All else works. Save often, or make that folder writable and start again.",
    ),
    "not_copied": (
        "What is being learned is not kept against a crash.",
        "There is not enough memory for a copy of the weights.",
        "Training goes on, and tries again. Close other programs, or train a smaller network.",
    ),
    "not_kept": (
        "What is being learned is not kept against a crash.",
        "{folder} cannot be written. The system says: {reason}.",
        "Training goes on. Make room, or choose another folder.",
    ),
    "kept_elsewhere": (
        "What is being learned is kept in {place}.",
        "{folder} cannot be written. The system says: {reason}.",
        "Training goes on. The page Runs lists what is in that folder once it has taken it in (… menu).",
    ),
    "not_a_project": (_NO, "Its description is not text.", _AGAIN),
    "other_weights": (_NO, "The weights in it are not those of the network in it.", _AGAIN),
    "wrong_array": (_NO, "{name} holds {found} where {wanted} belongs.", _AGAIN),
    "not_finite": (
        _NO,
        "The weights of {name} hold values that are not finite numbers.",
        "Train again with a smaller learning rate.",
    ),
    "unknown_member": (_NO, "It holds {name}, which does not belong in a project.", _AGAIN),
    "missing_member": (_NO, "{name} is missing from it.", _AGAIN),
    "schedule_ahead": (_NO, "Its learning-rate schedule begins after the training in it ends.", _AGAIN),
    "packed": (_NO, "More than {limit_mb:,.0f} MB in it are packed; weights never are.", _AGAIN),
    "without_means": (
        "{name} was saved without the optimizer's running means.",
        "With them it would need more than the {limit_mb:,.0f} MB that a project holds.",
        "The weights are all there. Training that goes on from the file makes the means anew.",
    ),
    "capacity_weights": "Saved projects and checkpoints will hold the weights, but not the optimizer's "
    "running means: together they are more than the {limit_mb:,.0f} MB that a project holds.",
    "capacity_nothing": "What this network learns cannot be saved as a project, and no checkpoints are kept: "
    "its weights take {size_mb:,.0f} MB, and a project holds {limit_mb:,.0f} MB.",
    "member_too_large": (_NO, "{name} is larger than it can be.", _AGAIN),
}
