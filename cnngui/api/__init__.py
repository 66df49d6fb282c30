"""What notebooks and scripts import, and what the command line does its work with: no window, no terminal.

Four functions: `load_project`, `train`, `evaluate`, `predict`. Networks and recipes are those of
`cnngui.network`; a trained network is named by its file, or loaded once with `load_model` for many questions.

    >>> from cnngui import api
    >>> from cnngui.network.layers import Dense
    >>> from cnngui.network.network import Network
    >>> from cnngui.network.recipe import Adam, Recipe
    >>> hidden, output = Dense(units=8, activation="tanh"), Dense(units=1, activation="sigmoid")
    >>> network = Network(input_shape=(2,), layers=(hidden, output))
    >>> recipe = Recipe(epochs=150, optimizer=Adam(learning_rate=0.1), seed=1)
    >>> trained = api.train(network, recipe, "xor", folder)
    >>> trained.model.name, trained.epochs, trained.history.loss.shape
    ('model.cnn', 150, (150,))
    >>> model = api.load_model(trained.model)
    >>> api.evaluate(model, "xor").accuracy
    1.0
    >>> api.predict(model, [[0, 1], [1, 1]]).argmax(axis=1)
    array([1, 0])

- Pictures are (samples, height, width, channels), uint8 0..255, or float32 as the network reads them: mostly
  0..1. Answers are float32 (samples, classes), rows summing to 1; times are seconds.
- Trainings are kept as runs (`list_runs`, `find_run`): `go_on` with one, `fork` it, `repeat` it, or
  `start_from` its first layers for other data.
- What goes wrong is a `cnngui.errors.CnnguiError`: ``str(error)`` says what, why and the mend.
- May import every room below `state`. The import loads no TensorFlow; the first training or answer does.
"""

from cnngui.api.evaluation import Scores, evaluate
from cnngui.api.model import Model, load_model, load_project, predict
from cnngui.api.reports import report_page
from cnngui.api.runs import add_runs, find_run, fork, go_on, list_runs, repeat, runs_of_group, train_run
from cnngui.api.signs import Sign, Signs, read_signs
from cnngui.api.starting import StartingPoint, start_from
from cnngui.api.training import TrainedFiles, make_folder, reference, train
from cnngui.results.per_class import ClassScore
