"""The whole recipe in a window of its own, live: no Apply. It opens, saves and compares recipes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnngui.course.presets import titled
from cnngui.files.folders import person_folder
from cnngui.network.recipe import Recipe
from cnngui.network.recipe_words import recipe_changes
from cnngui.runs.recipe_file import read_recipe, write_recipe
from cnngui.state.document import Document
from cnngui.state.recipe_tools import RecipeTools
from cnngui.ui.shared.jobs import Jobs
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.widgets import label, push_button, rule
from cnngui.ui.train.recipe_form import RecipeForm

SUFFIX = ".json"


class RecipeDialog(QDialog):
    """A `RecipeForm`, what differs from the slide, and help for the field that has the keyboard.

    Signals:
        problem_raised: a file could not be read or written (carries the `CnnguiError`).
        saved: the path of a recipe that was written.
    """

    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(self, document: Document, tools: RecipeTools | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recipe_dialog")
        self.setWindowTitle(self.tr("Recipe"))
        self._document = document
        self._writer, self._reader = Jobs(self), Jobs(self)
        self._writer.done.connect(self.saved.emit)
        self._reader.done.connect(self._on_read)
        for jobs in (self._writer, self._reader):
            jobs.failed.connect(self.problem_raised)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        self.form = RecipeForm(document, tools)
        column.addWidget(self.form, 1)
        column.addWidget(rule())
        self.help = label("", "muted", wraps=True, name="recipe_help")
        self.help.setMinimumHeight(2 * self.help.fontMetrics().lineSpacing())
        column.addWidget(self.help)
        self.slide = label("", "muted", wraps=True, name="recipe_differs")
        column.addWidget(self.slide)
        column.addLayout(self._buttons())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        document.recipe_changed.connect(self._show)
        document.file_changed.connect(self._show)
        self._show()
        self._on_focus(None, None)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, slot, name, tip in (
            (
                self.tr("Open recipe…"),
                self._on_open,
                "open_recipe_button",
                self.tr("Read a recipe from a file"),
            ),
            (
                self.tr("Save recipe…"),
                self._on_save,
                "save_recipe_button",
                self.tr("Write this recipe to a file"),
            ),
        ):
            row.addWidget(push_button(text, slot, name=name, tip=tip))
        self.as_printed = push_button(
            self.tr("As on the slide"),
            self._on_as_printed,
            name="as_printed_button",
            tip=self.tr("Take the recipe that this network came with; undo brings this one back"),
        )
        self.as_usual = push_button(
            self.tr("Defaults"),
            lambda: self._document.set_recipe(Recipe()),
            name="default_recipe_button",
            tip=self.tr("Take the recipe of a new network; undo brings this one back"),
        )
        for button in (self.as_printed, self.as_usual):
            row.addWidget(button)
        row.addStretch(1)
        close = push_button(self.tr("Close"), self.close, name="close_recipe_button")
        close.setDefault(True)
        row.addWidget(close)
        return row

    def _show(self) -> None:
        recipe, preset = self._document.recipe, titled(self._document.title)
        changes = recipe_changes(preset.recipe, recipe) if preset is not None else ()
        listed = " · ".join(map(str, changes))
        self.as_printed.setEnabled(bool(changes))
        self.as_usual.setEnabled(recipe != Recipe())
        printed = preset is not None and bool(preset.figures)
        self.as_printed.setText(self.tr("As on the slide") if printed else self.tr("As it came"))
        self.as_printed.setVisible(preset is not None)
        self.slide.setVisible(preset is not None)
        if changes and printed:
            self.slide.setText(self.tr("Differs from the slide's recipe: {0}").format(listed))
        elif changes:
            self.slide.setText(
                self.tr("Differs from the recipe that this network came with: {0}").format(listed)
            )
        else:
            same = self.tr("This is the slide's recipe.") if printed else ""
            self.slide.setText(same or self.tr("This is the recipe that this network came with."))

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        asked = now if now is not None and self.isAncestorOf(now) else None
        while asked is not None and asked is not self and not asked.property("help"):
            asked = asked.parentWidget()
        help_text = asked.property("help") if asked is not None else None
        self.help.setText(
            help_text or self.tr("What you change counts from the next Train on. Undo brings it back.")
        )

    # Files --------------------------------------------------------------------------------------

    def _folder(self) -> Path:
        return Path(self._document.path).parent if self._document.path else person_folder()

    def _on_open(self) -> None:
        kinds = self.tr("Recipes (*.json)") + ";;" + self.tr("All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a recipe"), str(self._folder()), kinds)
        if path:
            self._reader.start(partial(read_recipe, Path(path)))

    def _on_read(self, recipe: Recipe) -> None:
        self._document.set_recipe(recipe)

    def _on_save(self) -> None:
        title, first = self.tr("Save the recipe"), self._folder() / f"{self.tr('recipe')}{SUFFIX}"
        path = ask_new_file(self, title, first, SUFFIX, self.tr("Recipes (*.json)"))
        if path:
            recipe = self._document.recipe

            def write() -> str:
                write_recipe(Path(path), recipe)
                return path

            self._writer.start(write)

    def _on_as_printed(self) -> None:
        preset = titled(self._document.title)
        if preset is not None:
            self._document.set_recipe(preset.recipe)
