"""The worker: takes commands, trains, answers, and emits events; knows nothing of how they are carried.

Five threads share the work. Whoever carries the commands calls `post`, which sorts them and returns at once;
the thread that calls `run` builds and trains; one answers predictions on a copy of the weights; one reads and
writes files; one exports, which may take a minute that no save is to wait for. Only `run` changes the own
model.
"""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import cnngui
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.engine.checkpoint_writer import CheckpointWriter
from cnngui.engine.dataset_cache import DatasetCache, described
from cnngui.engine.exporting import export_project
from cnngui.engine.inbox import Adopt, Inbox, RunControl
from cnngui.engine.job_thread import JobThread
from cnngui.engine.prediction_thread import PredictionThread
from cnngui.engine.training_data import make_training_data
from cnngui.engine.training_loop import Stopped, TrainingLoop
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.opening import open_file
from cnngui.runs.preset_project import preset_project
from cnngui.runs.project import Project, read_project, too_large, write_project

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.learner import Learner

Emit = Callable[[protocol.Event], None]


class Worker:
    """An engine without a transport.

    Args:
        emit: takes each event; called from several threads.
        checkpoints: where to keep what a run can go on from after a crash; None for nowhere.
    """

    def __init__(self, emit: Emit, checkpoints: Checkpoints | None = None) -> None:
        self._emit = emit
        self._checkpoints = None if checkpoints is None else CheckpointWriter(checkpoints)
        self._inbox = Inbox()
        self._predictions = PredictionThread(emit)
        self._files = JobThread(emit)
        self._exporter = JobThread(emit)
        self._datasets = DatasetCache()
        self._learner: Learner | None = None
        self._spare: Learner | None = None
        self._versions = {"cnngui": cnngui.__version__}

    def post(self, command: protocol.Command) -> None:
        """Take a command, from any thread; returns at once."""
        match command:
            case protocol.Predict():
                self._predictions.ask(command)
            case protocol.DescribeData():
                self._files.send(command.request_id, partial(self._describe, command))
            case protocol.Open():
                self._files.send(command.request_id, partial(self._read, command))
            case protocol.BeginWith():
                self._files.send(command.request_id, partial(self._begin_with, command))
            case _:
                self._inbox.post(command)

    def run(self) -> None:
        """Import TensorFlow and work until `Shutdown`."""
        from cnngui.engine.keras_backend.runtime import describe_runtime

        runtime = describe_runtime()
        self._versions = runtime.versions
        self._files.start()
        self._exporter.start()
        self._predictions.start()
        self._emit(protocol.Ready(runtime.device, runtime.precision, runtime.threads, runtime.versions))
        self._load_shipped()
        try:
            while not isinstance(item := self._inbox.next(), protocol.Shutdown):
                match item:
                    case RunControl():
                        self._train(item)
                    case protocol.Save() | protocol.Export():
                        self._answer(item.request_id, partial(self._save, item))
                    case protocol.Reset():
                        self._reset()
                    case Adopt():
                        self._answer(item.request_id, partial(self._adopt, item))
                # A network that was replaced is a heap of cycles: 30 MB that Python would keep for long.
                gc.collect()
        finally:
            self._predictions.close()
            self._files.close()
            self._exporter.close()

    def _answer(self, request_id: int, work: Callable[[], None]) -> None:
        """Do what was asked for; whatever goes wrong is an answer too, not the end of the worker."""
        from cnngui.engine.keras_backend.errors import as_cnngui_error

        try:
            work()
        except Exception as error:
            self._emit(protocol.RequestFailed(request_id, as_cnngui_error(error), traceback.format_exc()))

    # Training ------------------------------------------------------------------------------------

    def _train(self, control: RunControl) -> None:
        """Do a run and tell its one ending, whatever happens."""
        from cnngui.engine.keras_backend.errors import as_cnngui_error

        began, command = time.monotonic(), control.command
        kind: type[protocol.Finished | protocol.Stopped] = protocol.Finished
        ending: protocol.Event
        try:
            try:
                self._run(control)
            except Stopped:
                kind = protocol.Stopped
            self._keep(command, ended=True)
        except CnnguiError as error:
            ending = protocol.Failed(command.run_id, error)
        except Exception as error:
            ending = protocol.Failed(command.run_id, as_cnngui_error(error), traceback.format_exc())
        else:
            ending = kind(command.run_id, self._epoch, time.monotonic() - began)
        # First, as whoever hears of the end may steer the next run at once.
        self._inbox.end_run()
        self._emit(ending)

    def _run(self, control: RunControl) -> None:
        command = control.command
        dataset = self._datasets.get(command.data)
        training_data = make_training_data(dataset, command.recipe, command.network.input_shape)
        facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
        inference = infer(command.network, *facts, loss=command.recipe.loss)
        if not inference.ok:
            raise CnnguiError(
                "engine.network_has_errors", problem=str(inference.errors[0].message().one_line())
            )
        if control.stopped:
            raise Stopped
        learner = self._learner
        if command.fresh or learner is None or learner.network != command.network:
            learner = self._new_learner(command.network, command.recipe.seed)
        self._own(learner)
        TrainingLoop(control, learner, training_data, self._emit, self._between_steps).execute()

    def _new_learner(self, network: Network, seed: int) -> Learner:
        """Return an untrained learner; the last one is used again if it can be, because it is traced."""
        from cnngui.engine.keras_backend.learner import Learner

        old = self._learner or self._spare
        if old is None or old.network != network:
            return Learner(network, seed)
        old.restart(seed)
        return old

    @property
    def _epoch(self) -> int:
        return self._learner.epoch if self._learner else 0

    def _own(self, learner: Learner | None) -> None:
        self._spare = None if learner else self._learner or self._spare
        self._learner = learner
        if learner is None:
            self._predictions.replicas.pop("own", None)
        else:
            self._predictions.replicas["own"] = learner.replica

    def _reset(self) -> None:
        self._own(None)
        self._emit(protocol.ModelGone("own"))

    # Files ---------------------------------------------------------------------------------------

    def _describe(self, request: protocol.DescribeData) -> None:
        self._emit(described(request, self._datasets.get(request.data)))

    def _read(self, request: protocol.Open) -> None:
        file = open_file(request.path)
        self._inbox.post(Adopt(request.request_id, request.path, file.project, file.is_foreign, file.notes))

    def _begin_with(self, request: protocol.BeginWith) -> None:
        chosen = preset(request.preset)
        project = preset_project(chosen, self._datasets.get(chosen.data).class_names)
        self._inbox.post(Adopt(request.request_id, "", project))

    def _adopt(self, item: Adopt) -> None:
        project, learner = item.project, None
        if project.weights:
            learner = self._new_learner(project.network, project.recipe.seed)
            learner.adopt(project)
        self._own(learner)
        if learner is None:
            self._emit(protocol.ModelGone("own"))
        else:
            self._emit(protocol.ModelReady("own", project.network, project.class_names))
        self._emit(
            protocol.Opened(
                request_id=item.request_id,
                path=item.path,
                network=project.network,
                recipe=project.recipe,
                data=project.data,
                has_weights=learner is not None,
                history=dict(project.history),
                foreign=item.foreign,
                notes=item.notes,
            )
        )

    def _between_steps(self, command: protocol.Train) -> None:
        for request in self._inbox.take_saves():
            self._answer(request.request_id, partial(self._save, request))
        self._keep(command)

    def _keep(self, command: protocol.Train, ended: bool = False) -> None:
        """Have a checkpoint written if one is due: the state of now, by another thread."""
        learner = self._learner_of(command.network)
        if self._checkpoints is None or learner is None:
            return
        if learner.capacity == "nothing" or not self._checkpoints.due(self._epoch, ended):
            return
        try:
            project = self._project(protocol.Save(0, "", command.network, command.recipe, command.data))
        except MemoryError:
            # As a full disk: it costs the safety net, not the run.
            traceback.print_exc()
            return
        self._checkpoints.handed_over()
        self._files.send(0, partial(self._checkpoints.write, project))

    def _save(self, request: protocol.Save | protocol.Export) -> None:
        """Copy what is to be saved now, and have it written while training goes on.

        Raises:
            CnnguiError: a project file cannot hold it, which is known before anything is copied.
        """
        learner = self._learner_of(request.network)
        if isinstance(request, protocol.Save) and learner and learner.capacity == "nothing":
            raise too_large(request.path, weights_bytes(request.network))
        project = self._project(request)
        write = partial(self._write, request, project)
        writer = self._exporter if isinstance(request, protocol.Export) else self._files
        writer.send(request.request_id, partial(self._answer, request.request_id, write))

    def _write(self, request: protocol.Save | protocol.Export, project: Project) -> None:
        if isinstance(request, protocol.Export):
            export_project(project, request.path, request.form)
            self._emit(protocol.Exported(request.request_id, request.path, bool(project.weights)))
        else:
            write_project(request.path, project)
            whole = project.training is None or project.training.optimizer is not None
            self._emit(protocol.Saved(request.request_id, request.path, bool(project.weights), whole))

    def _project(self, request: protocol.Save | protocol.Export) -> Project:
        learner = self._learner_of(request.network)
        if learner is None:
            return Project(request.network, request.recipe, request.data, created_with=self._versions)
        return Project(
            network=request.network,
            recipe=request.recipe,
            data=request.data,
            class_names=learner.class_names,
            weights=learner.weights(),
            training=learner.training(),
            history=learner.history.to_columns(),
            created_with=self._versions,
        )

    def _learner_of(self, network: Network) -> Learner | None:
        """Return the own model, if it is of `network`."""
        learner = self._learner
        return None if learner is None or learner.network != network else learner

    def _load_shipped(self) -> None:
        """Let the shipped network answer, if there is one. A damaged one is told, and does without."""
        from cnngui.engine.keras_backend.replica import Replica

        path = folders.models() / "digits.cnn"
        if not path.is_file():
            return
        try:
            project = read_project(path)
            replica = Replica(project.network, project.class_names)
            replica.set_weights(project.weights)
            replica.warm_up()
        except Exception:
            traceback.print_exc()
            return
        self._predictions.replicas["shipped"] = replica
        self._emit(protocol.ModelReady("shipped", project.network, project.class_names))
