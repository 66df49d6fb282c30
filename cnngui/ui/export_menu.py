"""File ▸ Export: the network as code, a picture, a table, or a model for other programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.engine.model_forms import FORMS, ModelForm
from cnngui.errors import CnnguiError
from cnngui.network.names import titles
from cnngui.state.document import Document
from cnngui.state.model_export import ModelExport
from cnngui.ui.file_dialogs import ask_export_path
from cnngui.ui.shared.jobs import FileWriter


class ExportMenu(QMenu):
    """Asks where to, and writes the file whole or not at all.

    Signals:
        saved: the path. problem_raised: a CnnguiError; nothing was written.
        working: what is being written, "" when it came to nothing.
        noted: a `Message` about the model that was saved last.
    """

    saved = Signal(str)
    problem_raised = Signal(object)
    working = Signal(str)
    noted = Signal(object)

    def __init__(self, document: Document, models: ModelExport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Export"))
        self.setObjectName("export_menu")
        self.setToolTipsVisible(True)
        self._document, self._models = document, models
        self._labels = {
            "code": self.tr("Keras code"),
            "svg": self.tr("Picture that scales (SVG)"),
            "png": self.tr("Picture (PNG)"),
            "md": self.tr("Table (Markdown)"),
            "csv": self.tr("Table for spreadsheets (CSV)"),
        }
        for name, label in self._labels.items():
            if name in ("svg", "md"):
                self.addSeparator()
            action = self.addAction(f"{label} …", partial(self._on_asked, name))
            action.setObjectName(f"export_{name}_action")

        self.addSeparator()
        self._forms: dict[str, QAction] = {}
        for form in FORMS.values():
            action = self.addAction(f"{form.label} …", partial(self._on_model_asked, form))
            action.setObjectName(f"export_{form.name}_action")
            self._forms[form.name] = action
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self._on_failed)
        models.exported.connect(self.saved)
        models.noted.connect(self.noted)
        models.failed.connect(self._on_failed)
        models.possible_changed.connect(self._show_models)
        self._show_models()

    def export_model(self, form: ModelForm, path: str) -> None:
        """Have the network written as a model by the worker; `saved` or `problem_raised` tells the end."""
        self._show_working(path)
        self._models.export(path, form.name)

    def export(self, name: str, path: str) -> None:
        """Write the document as it is now as the kind called `name`: code, svg, png, md or csv."""
        # What writes them is imported once it is wanted: few starts end in a file.
        from cnngui.export.formats import FILE_FORMATS, Exported

        contents, title = self._document.contents, self._document.title
        exported = Exported(contents.network, contents.recipe, contents.data, title)

        self._show_working(path)
        self._writer.write(path, partial(FILE_FORMATS[name].content, exported))

    def ask_path(self, name: str) -> str:
        """Ask where the kind called `name` goes; "" when the person changes their mind."""
        from cnngui.export.formats import FILE_FORMATS

        label, suffix = self._labels[name], FILE_FORMATS[name].suffix
        return ask_export_path(self.parentWidget(), self._document, label, suffix)

    def _on_asked(self, name: str) -> None:
        if path := self.ask_path(name):
            self.export(name, path)

    def _on_model_asked(self, form: ModelForm) -> None:
        if path := ask_export_path(self.parentWidget(), self._document, form.label, form.suffix):
            self.export_model(form, path)

    def _show_working(self, path: str) -> None:
        self.working.emit(self.tr("Exporting {0} …").format(Path(path).name))

    def _on_failed(self, error: CnnguiError) -> None:
        self.working.emit("")
        self.problem_raised.emit(error)

    def _show_models(self) -> None:
        hindrance = "" if self._models.possible else self._hindrance()
        for name, action in self._forms.items():
            action.setEnabled(self._models.possible)
            action.setToolTip(hindrance or FORMS[name].help)

    def _hindrance(self) -> str:
        """Return why no model can be exported now."""
        if not self._document.network.layers:
            return self.tr("Add a layer first: there is nothing to export.")
        if errors := self._document.counted.errors:
            return self.tr("Fix first: {0}").format(
                errors[0].message(titles(self._document.network.entries)).what
            )
        if not self._models.alive:
            return self.tr("The engine has stopped: restart it in the Train menu.")
        return self.tr("Another export is under way.")
