"""Train, pause, step, stop and reset: what each does, and when it can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from cnngui.network.names import titles
from cnngui.state.document import Document
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.memory_question import may_train
from cnngui.ui.shared.actions import make_action, with_keys
from cnngui.ui.shared.questions import DESTROY, LEAVE, Question


class TrainActions(QObject):
    """The actions on the training session, enabled as its status and the network allow.

    Signals:
        restart_wanted: the dead engine is to be replaced.

    Attributes:
        may_keep: asked before a run whether there is room for it on the disk.
    """

    restart_wanted = Signal()

    def __init__(self, window: QWidget, document: Document, training: TrainingSession) -> None:
        super().__init__(window)
        self.may_keep: Callable[[], bool] = lambda: True
        self._window, self._document, self._training = window, document, training
        tr = self.tr
        self.train = make_action(
            window,
            "train_action",
            tr("Train"),
            "",
            self._on_train,
            keys=("F5", "Ctrl+Return"),
            picture="play",
            role="on_accent",
        )
        # Drawn for the blue button: on a menu it would be white on white.
        self.train.setIconVisibleInMenu(False)
        self.pause = make_action(
            window,
            "pause_action",
            tr("Pause"),
            tr("Pause after the batch under way"),
            training.pause,
            keys=("F6",),
            picture="pause",
        )
        self.step = make_action(
            window,
            "step_action",
            tr("Step"),
            tr("Train on one batch, then wait"),
            self._on_step,
            keys=("F10",),
            picture="step",
        )
        self.stop = make_action(
            window,
            "stop_action",
            tr("Stop"),
            tr("Stop; what was learned is kept"),
            training.stop,
            keys=("Shift+F5",),
            picture="stop",
        )
        self.reset = make_action(
            window,
            "reset_action",
            tr("Reset weights"),
            tr("Forget weights and curves and start anew"),
            self._on_reset,
            keys=("Ctrl+Shift+R",),
            picture="reset",
        )
        self.restart = make_action(
            window,
            "restart_action",
            tr("Restart the engine"),
            tr(
                "The engine is the process beside this window in which TensorFlow trains and answers."
                " After it has stopped this starts another"
            ),
            self.restart_wanted.emit,
        )
        document.network_changed.connect(self._show)
        document.recipe_changed.connect(self._show)
        document.data_changed.connect(self._show)
        training.status_changed.connect(self._show)
        training.own_model_changed.connect(self._show)
        training.history_reset.connect(self._show)
        training.ended.connect(self._show)
        training.due.connect(self._on_train)
        self._show()

    @property
    def running(self) -> list[QAction]:
        """Return the actions that steer a run, in the order of the toolbar."""
        return [self.pause, self.step, self.stop]

    def _show(self, *_ignored: object) -> None:
        training, status = self._training, self._training.status
        paused = status is Status.PAUSED
        self.train.setEnabled(training.can_train or training.can_want or paused)
        self.train.setText(self._train_text())
        self.train.setToolTip(self._train_tip())
        self.pause.setEnabled(status is Status.TRAINING)
        self.step.setEnabled(training.can_train or status in (Status.PAUSED, Status.TRAINING))
        self.stop.setEnabled(training.wanted or (status.busy and status is not Status.STOPPING))
        self.restart.setEnabled(status is Status.DEAD)
        self.reset.setEnabled(not status.busy and training.own_model is not None)

    def _train_text(self) -> str:
        """Return what a press would do."""
        training = self._training
        if training.status is Status.PAUSED:
            return self.tr("Resume")
        if training.status is not Status.IDLE:
            return self.tr("Train")
        if training.would_lose:
            return self.tr("Start over")
        if training.goes_on and len(training.history.batch_loss):
            return self.tr("Train {0} more").format(self._document.recipe.epochs)
        return self.tr("Train")

    def _train_tip(self) -> str:
        training, inference, status = self._training, self._document.inference, self._training.status
        if not inference.ok:
            return self.tr("Fix first: {0}").format(
                inference.errors[0].message(titles(self._document.network.entries)).what
            )
        if not self._document.network.layers:
            return self.tr("Add a layer first")
        if not self._document.data:
            return self.tr("Choose the data to train on first")
        if status is Status.DEAD:
            return self.tr("The engine has stopped: restart it in the Train menu")
        if training.wanted:
            return self.tr("Training is about to begin; Stop cancels that")
        if training.waits_for:
            return {
                "engine": self.tr("Train as soon as TensorFlow has started, in a few seconds"),
                "file": self.tr("Train as soon as the file is open"),
            }[training.waits_for]
        return with_keys(self._tip(), self.train)

    def _tip(self) -> str:
        training = self._training
        if training.status is Status.PAUSED:
            return self.tr("Go on training")
        if training.would_lose:
            return self.tr("Train the network as it is now, from new weights")
        if training.goes_on:
            return self.tr("Go on for as many epochs as are set below, from the weights that are there")
        return self.tr("Train the network")

    def _on_train(self) -> None:
        # What is to be asked before a run is asked when it is known what is trained.
        if self._training.waits_for:
            self._training.want()
        elif self._training.status is Status.PAUSED or self._may_begin():
            self._training.train()

    def _on_step(self) -> None:
        if self._training.status.busy or self._may_begin():
            self._training.step()

    def _may_begin(self) -> bool:
        may_lose = not self._training.would_lose or self._may_lose()
        return may_lose and may_train(self._document, self._window) and self.may_keep()

    def _may_lose(self) -> bool:
        """Ask before curves and weights of another network make room for those of this one."""
        epochs = len(self._training.history.epoch)
        one, many = self.tr("1 epoch"), self.tr("{0} epochs").format(epochs)
        box = Question(self._window, "start_over_question", self.tr("Start over with the changed network?"))
        kept = self.tr(
            "The curves of the last training ({0}) go from this page. With its weights they stay among the "
            "runs (page Runs)."
        )
        lost = self.tr(
            "The curves of the last training ({0}) go, and its weights. To keep them, undo the change to "
            "the network first, and save the project: weights are saved with the network they belong to."
        )
        why = (kept if self._training.is_kept else lost).format(
            {0: self.tr("not one epoch"), 1: one}.get(epochs, many)
        )
        return box.ask(why, "cancel", start=(self.tr("Start over"), DESTROY)) == "start"

    def _on_reset(self) -> None:
        box = Question(self._window, "reset_question", self.tr("Forget what this network has learned?"))
        why = self.tr("Its weights and curves go; the layers stay. This cannot be undone.")
        if self._training.is_kept:
            why = self.tr(
                "The next training begins with new weights. What was learned until now stays among the runs "
                "(page Runs), and can be forked from there."
            )
        forget, keep = (self.tr("Forget weights"), DESTROY), (self.tr("Keep them"), LEAVE)
        # Enter must not destroy what took minutes to learn.
        if box.ask(why, "cancel", forget=forget, cancel=keep) == "forget":
            self._training.reset()
