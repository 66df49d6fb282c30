"""Train, pause, step, stop and reset: what each does, and when it can be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from cnngui.state.document import Document
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.memory_question import may_train
from cnngui.ui.shared.actions import make_action, with_keys


class TrainActions(QObject):
    """The actions on the training session, enabled as its status and the network allow.

    Signals:
        restart_wanted: the dead engine is to be replaced.
    """

    restart_wanted = Signal()

    def __init__(self, window: QWidget, document: Document, training: TrainingSession) -> None:
        super().__init__(window)
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
            tr("Start the engine anew after it has stopped"),
            self.restart_wanted.emit,
        )
        document.network_changed.connect(self._show)
        training.status_changed.connect(self._show)
        training.own_model_changed.connect(self._show)
        self._show()

    @property
    def running(self) -> list[QAction]:
        """Return the actions that steer a run, in the order of the toolbar."""
        return [self.pause, self.step, self.stop]

    def _show(self) -> None:
        training, status = self._training, self._training.status
        paused = status is Status.PAUSED
        self.train.setEnabled(training.can_train or paused)
        self.train.setText(self.tr("Resume") if paused else self.tr("Train"))
        self.train.setToolTip(self._train_tip())
        self.pause.setEnabled(status is Status.TRAINING)
        self.step.setEnabled(training.can_train or status in (Status.PAUSED, Status.TRAINING))
        self.stop.setEnabled(status.busy and status is not Status.STOPPING)
        self.restart.setEnabled(status is Status.DEAD)
        self.reset.setEnabled(not status.busy and training.own_model is not None)

    def _train_tip(self) -> str:
        inference, status = self._document.inference, self._training.status
        if not inference.ok:
            return self.tr("Mend first: {0}").format(inference.errors[0].message().what)
        if not self._document.network.layers:
            return self.tr("Add a layer first")
        if status is Status.STARTING:
            return self.tr("TensorFlow is starting; this takes a few seconds")
        if status is Status.DEAD:
            return self.tr("The engine has stopped: restart it in the Train menu")
        tip = self.tr("Go on training") if status is Status.PAUSED else self.tr("Train the network")
        return with_keys(tip, self.train)

    def _on_train(self) -> None:
        if self._training.status is Status.PAUSED or may_train(self._document, self._window):
            self._training.train()

    def _on_step(self) -> None:
        if self._training.status.busy or may_train(self._document, self._window):
            self._training.step()

    def _on_reset(self) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("reset_question")
        box.setText(self.tr("Forget what this network has learned?"))
        box.setInformativeText(self.tr("Its weights and curves go; the layers stay. This cannot be undone."))
        forget = box.addButton(self.tr("Forget weights"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        # Enter must not destroy what took minutes to learn.
        box.setDefaultButton(keep)
        box.exec()
        if box.clickedButton() is forget:
            self._training.reset()
