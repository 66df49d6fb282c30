"""Start-up and wiring of the window: the only place that builds everything."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnngui import __version__
from cnngui.course.presets import DEFAULT_PRESET, preset
from cnngui.engine.transports import ProcessTransport, Transport
from cnngui.files.folders import resources
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Contents, Document
from cnngui.state.drawing import Drawing
from cnngui.state.engine_client import EngineClient
from cnngui.state.model_export import ModelExport
from cnngui.state.own_blocks import OwnBlocks
from cnngui.state.predictor import Predictor
from cnngui.state.project_files import ProjectFiles
from cnngui.state.recovery import Recovery
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.code.code_panel import CodePanel
from cnngui.ui.compare.compare_menu import CompareMenu
from cnngui.ui.data_chooser import DataCombo
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.export_menu import ExportMenu
from cnngui.ui.file_dialogs import ask_network_path
from cnngui.ui.inside.inside_panel import InsidePanel
from cnngui.ui.main_window import MainWindow, Rooms
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.shared.garbage import GuiGarbage
from cnngui.ui.shared.theme import set_up, theme
from cnngui.ui.train.train_panel import TrainPanel

# Python's signal handlers only run between bytecodes; the event loop alone executes none.
_SIGNAL_INTERVAL_MS = 250


@dataclass
class App:
    """All that is alive while the window is: for the event loop, the tour and the tests."""

    settings: Settings
    engine: EngineClient
    document: Document
    training: TrainingSession
    drawing: Drawing
    predictor: Predictor
    library: DataLibrary
    files: ProjectFiles
    recovery: Recovery
    window: MainWindow
    garbage: GuiGarbage | None = None

    def start(self) -> None:
        """Show the window, and start the engine once it is painted."""
        self.garbage = GuiGarbage(self.window)
        self.window.show()
        QTimer.singleShot(0, self.window, self.engine.start)

    def close(self) -> None:
        """End the worker and the threads; the window is gone after it."""
        self.recovery.close()
        if self.garbage is not None:
            self.garbage.close()
        self.library.close()
        self.engine.close()


def application() -> QApplication:
    """Return the QApplication, set up with our style, icon and name; made at the first call."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("cnngui")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cnngui")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "cnngui.svg")))
    set_up(app)
    return app


def build(make_transport: Callable[[], Transport] = ProcessTransport) -> App:
    """Return a window on the default network with everything wired; nothing is shown or started."""
    settings = Settings()
    theme().choose(settings.theme)
    chosen = preset(DEFAULT_PRESET)
    document = Document(Contents(chosen.network, chosen.recipe, chosen.data))
    document.title = chosen.title
    engine = EngineClient(make_transport)
    training = TrainingSession(document, engine)
    drawing = Drawing()
    library = DataLibrary(document, engine)
    predictor = Predictor(document, drawing, engine, training, library)
    files = ProjectFiles(document, engine, training, settings)
    models = ModelExport(document, engine)
    recovery = Recovery(document, training=training)
    own_blocks = OwnBlocks()
    network_panel = NetworkPanel(document, training, settings, own_blocks)
    train_panel = TrainPanel(document, training, settings)
    code_panel = CodePanel(document, settings)
    inside_panel = InsidePanel(document, predictor, drawing, training, library)
    draw_panel = DrawPanel(drawing, predictor, library, settings)
    data = DataCombo(document, library)
    compare_menu = CompareMenu(document, training)
    export_menu = ExportMenu(document, models)
    rooms = Rooms(
        network=network_panel,
        train=train_panel,
        train_options=train_panel.header,
        code=code_panel,
        code_options=code_panel.header,
        inside=inside_panel,
        draw=draw_panel,
        data=data,
        edit_actions=network_panel.actions_by_name,
        new_menu=network_panel.new_menu,
        compare_menu=compare_menu,
        export_menu=export_menu,
    )
    window = MainWindow(document, training, files, settings, rooms)
    network_panel.preset_chosen.connect(window.file_actions.new_from)
    for teller in (network_panel, code_panel):
        teller.told.connect(window.show_told)
    for menu in (compare_menu, export_menu):
        menu.setParent(window, menu.windowFlags())
    export_menu.working.connect(window.statusBar().showMessage)
    export_menu.noted.connect(window.show_note)
    for writer in (code_panel, export_menu):
        writer.saved.connect(window.show_saved)
    for room in (network_panel, draw_panel, data, code_panel, compare_menu, export_menu):
        room.problem_raised.connect(window.show_error)

    def save_code() -> None:
        if path := export_menu.ask_path("code"):
            code_panel.save(path)

    def compare_with_file() -> None:
        if path := ask_network_path(window, document):
            compare_menu.compare_with_file(Path(path))

    code_panel.save_asked.connect(save_code)
    compare_menu.file_asked.connect(compare_with_file)
    settings.theme_changed.connect(lambda: theme().choose(settings.theme))
    app = App(settings, engine, document, training, drawing, predictor, library, files, recovery, window)
    for owned in (
        settings,
        document,
        engine,
        training,
        drawing,
        predictor,
        library,
        files,
        models,
        recovery,
        own_blocks,
    ):
        _own(window, owned)
    window.closing.connect(app.close)
    window.restart_wanted.connect(engine.restart)
    return app


def _own(parent: QObject, child: QObject) -> None:
    """Tie a state object's life to the window's, so that Qt ends them in order."""
    child.setParent(parent)


def run(path: str | None = None) -> int:
    """Show the window, on the project at `path` if given, until it is closed; return the exit code."""
    qt = application()
    app = build()
    signal.signal(signal.SIGINT, lambda *_: app.window.close())
    wake = QTimer(app.window, interval=_SIGNAL_INTERVAL_MS)
    wake.timeout.connect(lambda: None)
    wake.start()
    app.start()
    if path:
        app.files.open(path)
    elif recovered := app.recovery.crashed():
        app.window.offer(recovered)
    return qt.exec()
