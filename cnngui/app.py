"""Start-up and wiring: the only place that builds everything, the state first, and then a window on it.

A window holds nothing that the state does not: it can be closed and built anew, as another language needs
it, while a training runs on. A page, a panel or a menu is one entry of `build_window`; what a part has to
say, it says by a signal of a name that `_listen` knows.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnngui import __version__
from cnngui.course.presets import DEFAULT_PRESET, preset
from cnngui.engine.shipped import ShippedTransport
from cnngui.engine.transports import ProcessTransport, Transport
from cnngui.files.folders import resources
from cnngui.runs.model_id import DRAFT
from cnngui.runs.run import Run
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.beginning import begin_small
from cnngui.state.data_library import DataLibrary
from cnngui.state.data_preparation import DataPreparation
from cnngui.state.data_samples import DataSamples
from cnngui.state.digits import Digits
from cnngui.state.document import Contents, Document
from cnngui.state.drawing import Drawing
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.drawn_training import DrawnTraining
from cnngui.state.engine_client import EngineClient
from cnngui.state.ensemble import Ensemble
from cnngui.state.ensemble_training import EnsembleTraining
from cnngui.state.examination import Examination
from cnngui.state.explanation import Explanation
from cnngui.state.fine_tuning import FineTuning
from cnngui.state.inputs import Inputs
from cnngui.state.inside_model import InsideModel
from cnngui.state.layer_steps import LayerSteps
from cnngui.state.look_inside import LookInside
from cnngui.state.model_export import ModelExport
from cnngui.state.own_blocks import OwnBlocks
from cnngui.state.own_samples import OwnSamples
from cnngui.state.pinned_units import PinnedUnits
from cnngui.state.predictor import Predictor
from cnngui.state.preview import Preview
from cnngui.state.project_files import ProjectFiles
from cnngui.state.recipe_tools import RecipeTools
from cnngui.state.recovery import Recovery
from cnngui.state.results import Measurable, Results, runs_to_measure
from cnngui.state.run_actions import RunActions
from cnngui.state.run_histories import RunHistories
from cnngui.state.run_list import RunList
from cnngui.state.run_model import RunModel
from cnngui.state.run_report import RunReport
from cnngui.state.settings import Settings
from cnngui.state.starting import Starting
from cnngui.state.subject import Subject
from cnngui.state.survey import Survey
from cnngui.state.tensorboard import TensorBoard
from cnngui.state.training import TrainingSession
from cnngui.state.unit_planes import UnitPlanes
from cnngui.ui.code.code_panel import CodePanel
from cnngui.ui.compare.compare_menu import CompareMenu
from cnngui.ui.compare.last_saved import LastSaved
from cnngui.ui.data.data_page import DataPage
from cnngui.ui.data_chooser import DataChoice, DataCombo
from cnngui.ui.disk_question import may_keep
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.ensemble.ensemble_panel import EnsemblePanel
from cnngui.ui.export_menu import ExportMenu
from cnngui.ui.file_dialogs import ask_network_path
from cnngui.ui.inside.inside_panel import InsidePanel
from cnngui.ui.main_menus import main_menus
from cnngui.ui.main_tool_bar import MainToolBar
from cnngui.ui.main_window import MainWindow
from cnngui.ui.map_dock import MapDock
from cnngui.ui.memory_question import may_train
from cnngui.ui.network.folding import Folding
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.notices import Notices
from cnngui.ui.pages import Dock, Page, PageSplit
from cnngui.ui.results.results_panel import ResultsPanel
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.runs_page import RunsPage
from cnngui.ui.samples.drawn_page import DrawnPage
from cnngui.ui.samples.samples_page import SamplesPage
from cnngui.ui.shared import accessible
from cnngui.ui.shared.actions import make_action
from cnngui.ui.shared.garbage import GuiGarbage
from cnngui.ui.shared.theme import set_up, theme
from cnngui.ui.start_actions import StartActions
from cnngui.ui.stepper.stepper import Stepper
from cnngui.ui.train.train_panel import TrainPanel
from cnngui.ui.unexpected import tell_of_unexpected

# Python's signal handlers only run between bytecodes; the event loop alone executes none.
_SIGNAL_INTERVAL_MS = 250
_LATEST_START_MS = 1000


@dataclass(frozen=True)
class AppState:
    """Every state object there is. Windows come and go on it; `close` ends it.

    Attributes:
        engine: asks the worker. shipped: asks the network that came with the program.
        folding: which blocks are folded. last_saved: the network to compare with.
        recipe_tools: what helps to decide on a recipe.
        notices: what the bar above the plots says.
        owner: the parent of them all, so that Qt ends them in order.
    """

    settings: Settings
    document: Document
    engine: EngineClient
    shipped: EngineClient
    training: TrainingSession
    drawing: Drawing
    predictor: Predictor
    inside: LookInside
    steps: LayerSteps
    filters: LayerSteps
    explanation: Explanation
    survey: Survey
    pins: PinnedUnits
    planes: UnitPlanes
    library: DataLibrary
    files: ProjectFiles
    models: ModelExport
    recovery: Recovery
    run_model: RunModel
    run_actions: RunActions
    starting: Starting
    tensorboard: TensorBoard
    report: RunReport
    own_blocks: OwnBlocks
    notices: Notices
    last_saved: LastSaved
    results: Results
    data_samples: DataSamples
    preparation: DataPreparation
    examination: Examination
    runs: RunList
    histories: RunHistories
    members: EnsembleTraining
    ensemble: Ensemble
    recipe_tools: RecipeTools
    own_samples: OwnSamples
    tuning: FineTuning
    drawn: DrawnSets
    drawn_training: DrawnTraining
    folding: Folding = field(default_factory=Folding)
    owner: QObject = field(default_factory=QObject)

    def __post_init__(self) -> None:
        for each in fields(self):
            part = getattr(self, each.name)
            if isinstance(part, QObject) and part is not self.owner:
                part.setParent(self.owner)

    def close(self) -> None:
        """End the worker and the threads, for good; a second time does nothing."""
        if shiboken6.isValid(self.owner):
            self.recovery.close()
            self.library.close()
            self.tensorboard.close()
            self.runs.close()
            self.histories.close()
            self.members.close()
            self.own_samples.close()
            self.drawn.close()
            self.results.edits.close()
            self.engine.close()
            self.shipped.close()
            self.owner.deleteLater()


def build_state(
    make_transport: Callable[[], Transport] = ProcessTransport,
    make_shipped: Callable[[], Transport] = ShippedTransport,
) -> AppState:
    """Return the state of a session that begins with the default network; no worker is started."""
    settings = Settings()
    chosen = preset(DEFAULT_PRESET)
    document = Document(Contents(chosen.network, chosen.recipe, chosen.data))
    document.title = chosen.title
    engine, shipped = EngineClient(make_transport), EngineClient(make_shipped)
    training = TrainingSession(document, engine)
    drawing = Drawing()
    library = DataLibrary(engine)
    _connect_data(document, library)
    run_model = RunModel(engine)
    model = AnsweringModel(document, engine, shipped, training, library, run_model)
    inputs = Inputs(drawing)
    digits = Digits(drawing, lambda: model.reads_several, drawing)
    subject = Subject(model, drawing, inputs, library, digits, divides=True)
    predictor = Predictor(model, subject, training)
    preview = Preview(document, engine, training)
    inside = InsideModel(document, engine, shipped, training, library, run_model, preview, model)
    shown = Subject(inside, drawing, inputs, library, digits)
    look = LookInside(inside, shown, document, training, predictor)
    files = ProjectFiles(document, engine, training, settings)
    recovery = Recovery(document, training=training)
    runs = RunList(training)

    def together() -> list[Measurable]:
        found = ensemble.measurable
        return [] if found is None else [found]

    results = Results(
        document,
        engine,
        training,
        lambda: [*together(), *runs_to_measure(runs.rows, runs.folder)],
        watch=runs.watch,
    )
    runs.rows_changed.connect(results.models_changed)
    # So that it is known what they take before the first training, and after each.
    engine.ready_changed.connect(runs.refresh)
    training.ended.connect(lambda _: runs.refresh())
    members = EnsembleTraining(document)
    ensemble = Ensemble(engine, members, run_model)
    ensemble.changed.connect(results.models_changed)
    own_samples = OwnSamples()
    tuning = FineTuning(document, engine, training, model, run_model, own_samples, settings)
    tuning.ended.connect(lambda _: runs.refresh())
    # By then the window stands, and nobody waits for it.
    engine.ready_changed.connect(own_samples.refresh)
    drawn = DrawnSets()
    engine.starting.connect(drawn.refresh)
    # What was mended counts wherever the data are told of.
    results.edits.changed.connect(library.refresh)
    data_samples = DataSamples(engine, library, results.edits)
    return AppState(
        settings,
        document,
        engine,
        shipped,
        training,
        drawing,
        predictor=predictor,
        inside=look,
        steps=LayerSteps(look, training),
        filters=LayerSteps(look, training, "filters", blank=True),
        explanation=Explanation(look, engine),
        survey=Survey(look, document, training, library, engine),
        pins=PinnedUnits(look, engine, training),
        planes=UnitPlanes(look, engine, training),
        library=library,
        files=files,
        models=ModelExport(document, engine),
        recovery=recovery,
        run_model=run_model,
        run_actions=RunActions(document, engine, training, run_model),
        starting=Starting(document, engine, training, run_model),
        tensorboard=TensorBoard(),
        report=RunReport(engine),
        own_blocks=OwnBlocks(),
        notices=Notices(document, training, files, recovery, runs),
        last_saved=LastSaved(document),
        results=results,
        data_samples=data_samples,
        examination=Examination(engine, data_samples),
        preparation=DataPreparation(document, engine, library),
        runs=runs,
        histories=RunHistories(training, runs.folder),
        members=members,
        ensemble=ensemble,
        recipe_tools=RecipeTools(document, engine, data_samples),
        own_samples=own_samples,
        tuning=tuning,
        drawn=drawn,
        drawn_training=DrawnTraining(document, training, library, drawn),
    )


def _connect_data(document: Document, library: DataLibrary) -> None:
    """Have the data read that the document chooses, and what they hold decide on the network's problems."""

    def choose() -> None:
        library.choose(document.data)

    def tell() -> None:
        # While the same data are read again, what they held counts.
        if (described := library.described) is not None:
            classes, words = len(described.class_names), len(described.vocabulary)
            document.set_data_facts(classes, described.input_shape, words)

    document.data_changed.connect(choose)
    library.described_changed.connect(tell)
    library.failed.connect(lambda _error: document.set_data_facts(None, None))
    choose()


def build_window(state: AppState) -> MainWindow:
    """Return a window that shows `state` as it is now; it is not seen yet."""
    theme().choose(state.settings.theme)
    document, training, settings = state.document, state.training, state.settings
    network = NetworkPanel(document, training, settings, state.own_blocks, state.folding)
    train = TrainPanel(document, training, settings, tools=state.recipe_tools)
    code = CodePanel(document, settings)
    inside = InsidePanel(
        document,
        state.inside,
        state.drawing,
        training,
        state.library,
        explanation=state.explanation,
        filters=state.filters,
        survey=state.survey,
        pins=state.pins,
    )
    own = state.own_samples
    draw = DrawPanel(
        state.drawing, state.predictor, state.library, settings, state.run_model, state.inside, own
    )
    samples = SamplesPage(own, state.tuning, state.predictor.model, state.drawing)
    inside.field_changed.connect(draw.frames.show_field)
    draw.pair.show_units(state.planes)
    data = DataCombo(document, state.library, state.drawn)
    drawn = DrawnPage(state.drawn, state.drawn_training, training, state.drawing, settings)
    drawn.listen_to(draw.canvas)
    # What a fine-tuned network was made of may be deleted.
    state.runs.rows_changed.connect(draw.run_bar.show_way_back)
    state.runs.rows_changed.connect(state.tuning.changed)
    ensemble = EnsemblePanel(document, state.members, state.ensemble, state.library)
    data_page = DataPage(
        document,
        state.data_samples,
        state.examination,
        state.recipe_tools,
        state.predictor.subject,
        state.preparation,
    )
    results = ResultsPanel(state.results, training, state.predictor.subject)
    window = MainWindow(document, training, state.files, settings, state.notices)
    leave_work = window.file_actions.leave_work
    deeds = Deeds(state.run_actions, state.tensorboard, state.report, state.runs.folder, leave_work, window)
    runs = RunsPage(state.runs, state.histories, settings, deeds)
    start = StartActions(window, state.starting, state.runs, settings, leave_work)
    deeds.start_wanted.connect(start.ask)
    compare = CompareMenu(document, training, state.last_saved, window)
    export = ExportMenu(document, state.models, window)
    stepper = Stepper(state.steps, training, window)
    inside.step_wanted.connect(stepper.step_through)
    tr, side = window.tr, Qt.DockWidgetArea
    own_tip = tr("Your own drawings with their classes, to learn from")
    drawn_tip = tr("Type classes, draw some of each, and train a network on them")
    split = PageSplit(train, inside, (460, 340))
    inside.room_wanted.connect(split.give_lower)
    train.height_wanted.connect(split.give_upper)
    window.arrange(
        pages=[
            Page(tr("Train"), split, train.header),
            Page(
                tr("Data"),
                data_page,
                tooltip=tr("Every sample that the network learns from"),
            ),
            Page(tr("Results"), results, tooltip=tr("What the network takes for what, sample by sample")),
            Page(tr("Runs"), runs, runs.header, tr("Every training, with its curves, to be compared")),
            Page(tr("Ensemble"), ensemble, tooltip=tr("Several networks that vote")),
            Page(tr("Code"), code, code.header, tr("The network as Keras code, live")),
            Page(tr("Own samples"), samples, tooltip=own_tip, on_demand=True),
            Page(tr("Your classes"), drawn, tooltip=drawn_tip, on_demand=True),
        ],
        docks=[
            Dock("network_dock", tr("Network"), network, side.LeftDockWidgetArea, width_px=280, least_px=256),
            Dock("draw_dock", tr("Draw"), draw, side.RightDockWidgetArea, width_px=312, least_px=284),
            Dock(
                "map_dock",
                tr("Map of the network"),
                network.map,
                side.LeftDockWidgetArea,
                width_px=400,
                least_px=264,
                extra=True,
            ),
        ],
    )
    network.set_map_action(MapDock(window, window.docks[-1], network.map, document, settings).action)
    choice = DataChoice(data, state.library)
    window.addToolBar(MainToolBar(window, document, training, new=network.new_menu, data=choice))
    show_samples = partial(window.pages.show_page, samples)
    own_action = make_action(
        window,
        "own_samples_action",
        tr("Own samples"),
        own_tip,
        show_samples,
    )
    draw_action = make_action(
        window,
        "draw_classes_action",
        tr("Draw your own classes …"),
        drawn_tip,
        drawn.begin,
    )
    edit = list(network.actions_by_name.values())
    window.set_menus(
        main_menus(
            window,
            new=network.new_menu,
            draw=draw_action,
            start=start.action,
            export=export,
            edit=edit,
            compare=compare,
            several=ensemble.menu_actions(window),
            step=stepper.entries,
            explain=network.form.explain,
            correct=[draw.correction.action, own_action],
        )
    )
    window.restore_layout()
    _listen(
        window,
        state.notices,
        (
            network,
            train,
            data_page,
            results,
            ensemble,
            runs,
            deeds,
            code,
            inside,
            draw,
            samples,
            drawn,
            data,
            compare,
            export,
            start,
            window.file_actions,
        ),
    )
    draw.samples_wanted.connect(show_samples)
    data.draw_wanted.connect(drawn.begin)
    drawn.page_wanted.connect(partial(window.pages.show_page, drawn))
    drawn.invited.connect(draw.canvas.invite_for)
    drawn.canvas_wanted.connect(draw.canvas.setFocus)
    state.drawn_training.train_wanted.connect(window.train_actions.train.trigger)
    samples.data_wanted.connect(data.open_path)
    data_page.folder_wanted.connect(partial(data.ask_path, folder=True))
    data_page.file_wanted.connect(partial(data.ask_path, folder=False))
    network.preset_chosen.connect(window.file_actions.new_from)
    network.problems.small_wanted.connect(partial(begin_small, document, state.library))
    window.data_dropped.connect(data.open_path)
    window.train_actions.may_keep = partial(may_keep, document, state.runs, settings, window)
    runs.train_wanted.connect(window.train_actions.train.trigger)
    deeds.taken_up.connect(window.pages.show_first)
    start.begun.connect(window.pages.show_first)

    def measure(model: Measurable) -> None:
        state.results.choose(model)
        window.pages.show_page(results)

    def answer_with_measured() -> None:
        # What is opened from the results is answered by what was measured, not by another network.
        model = state.results.model
        if model.model == DRAFT:
            state.run_model.close()
        elif model.members and not state.run_model.members:
            state.ensemble.draw_with()
        elif model.model.owner == "run" and model.model != state.run_model.id:
            state.run_model.show(Run(Path(model.weights_file)), model.title, model.model.weights)

    results.samples.opening.connect(answer_with_measured)
    deeds.measure_wanted.connect(measure)
    ensemble.measure_wanted.connect(measure)
    deeds.vote_wanted.connect(ensemble.let_vote)
    ensemble.shown.connect(partial(window.pages.show_page, ensemble))
    ensemble.may_begin = partial(may_train, document, window)
    window.may_close = partial(ensemble.may_close, window)
    state.notices.leave_work = window.file_actions.leave_work

    def save_code() -> None:
        if path := export.ask_path("code"):
            code.save(path)

    def compare_with_file() -> None:
        if path := ask_network_path(window, document):
            compare.compare_with_file(Path(path))

    code.save_asked.connect(save_code)
    compare.file_asked.connect(compare_with_file)
    return window


def _listen(window: MainWindow, notices: Notices, parts: Iterable[QObject]) -> None:
    """Let the window say what its parts tell by a signal of one of these names."""
    heard = {
        "problem_raised": notices.show_error,
        "noted": notices.show_note,
        "saved": window.show_saved,
        "told": window.show_told,
        "working": window.show_working,
    }
    for part in parts:
        for name, slot in heard.items():
            if signal_of_part := getattr(part, name, None):
                signal_of_part.connect(slot)


class App:
    """The state and the window that shows it: for the event loop, the tour and the tests."""

    def __init__(self, state: AppState) -> None:
        self.state = state
        self.window = self._built()
        self._garbage: GuiGarbage | None = None
        self._latest = QTimer(state.owner, singleShot=True, interval=_LATEST_START_MS)
        self._latest.timeout.connect(self._start_engines)

    def _built(self) -> MainWindow:
        window = build_window(self.state)
        window.closing.connect(self.close)
        return window

    def start(self) -> None:
        """Show the window, and start the engines once it is painted."""
        self._garbage = GuiGarbage(self.state.owner)
        # What is started before keeps the window from being painted: it would stand there black.
        self.window.painted.connect(self._on_painted)
        # One that opens minimized is not painted.
        self._latest.start()
        self.window.show()

    def _on_painted(self) -> None:
        if self._latest.isActive():
            self._latest.stop()
            self._start_engines()

    def _start_engines(self) -> None:
        """Let the shipped network answer at once, and import TensorFlow meanwhile."""
        self.state.shipped.start()
        self.state.engine.start()

    def rebuild_window(self) -> None:
        """Put a new window in the place of this one, such as in another language; nothing else ends."""
        old, self.window = self.window, self._built()
        self.window.look_like(old)
        self.window.show()
        old.hide()
        old.deleteLater()

    def close(self) -> None:
        """End the worker and the threads; the window is gone after it."""
        if self._garbage is not None:
            self._garbage.close()
            self._garbage = None
        self.state.close()


def application() -> QApplication:
    """Return the QApplication, set up with our style, icon and name; made at the first call."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("cnngui")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cnngui")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "cnngui.svg")))
    set_up(app)
    accessible.install()
    return app


def run(path: str | None = None) -> int:
    """Show the window, on the project at `path` if given, until it is closed; return the exit code."""
    qt = application()
    app = App(build_state())
    signal.signal(signal.SIGINT, lambda *_: app.window.close())
    wake = QTimer(app.state.owner, interval=_SIGNAL_INTERVAL_MS)
    wake.timeout.connect(lambda: None)
    wake.start()
    tell_of_unexpected(app.state.notices)
    app.start()
    app.state.recovery.start()
    if path:
        app.state.files.open(path)
    return qt.exec()
