"""What the window says to the worker and what it hears back: frozen, picklable, free of TensorFlow.

A module for each conversation. Only arrays (numpy), numbers, paths and our own frozen values cross the line.
"""

from cnngui.engine.protocol.base import Answer, Command, Event, Request, RequestFailed
from cnngui.engine.protocol.data import DataDescribed, DataGlimpsed, DataReading, DescribeData, StopReading
from cnngui.engine.protocol.ensembles import (
    EnsembleLoaded,
    ExportEnsemble,
    LoadEnsemble,
    TakeVote,
    Voted,
    Voting,
)
from cnngui.engine.protocol.evaluation import (
    Evaluate,
    Evaluated,
    Evaluating,
    FetchSamples,
    SamplesFetched,
    StopEvaluating,
)
from cnngui.engine.protocol.examining import (
    DuplicatesFound,
    Examining,
    FindDuplicates,
    FindOdd,
    OddFound,
    StopExamining,
)
from cnngui.engine.protocol.explaining import Explain, Explained, StopExplaining
from cnngui.engine.protocol.files import (
    BeginWith,
    Begun,
    Export,
    Exported,
    Open,
    Opened,
    Resume,
    Save,
    Saved,
    StartFrom,
)
from cnngui.engine.protocol.lifecycle import (
    ModelGone,
    ModelReady,
    Ready,
    SetInputFormat,
    Shutdown,
    UseCores,
    WorkerDied,
)
from cnngui.engine.protocol.numbers import FetchNumbers, NumbersFetched
from cnngui.engine.protocol.overview import (
    AverageSamples,
    FindText,
    ListSamples,
    SamplesAveraged,
    SamplesListed,
    TextFound,
)
from cnngui.engine.protocol.planes import FetchPlane, PlaneFetched
from cnngui.engine.protocol.predictions import LoadModel, ModelLoaded, Predict, Predicted, Preview, Previewed
from cnngui.engine.protocol.preparing import PreparationPreviewed, PreviewPreparation
from cnngui.engine.protocol.recipe import (
    FindRate,
    PicturesVaried,
    RatesFound,
    RatesTried,
    StopFinding,
    VaryPictures,
)
from cnngui.engine.protocol.surveys import LayerSurveyed, Surveying, SurveyLayer
from cnngui.engine.protocol.training import (
    ENDINGS,
    Answers,
    Batches,
    ChangeRecipe,
    Changes,
    Control,
    Epochs,
    Failed,
    Finished,
    KeepRuns,
    LayerHealth,
    NotKept,
    Origin,
    Paused,
    RecipeChanged,
    Repeated,
    Reset,
    Resumed,
    Started,
    Stopped,
    Tested,
    Train,
    Validating,
    Watch,
    repeated,
)
from cnngui.engine.protocol.tuning import FineTune, FineTuned, FineTuning, StopFineTuning
from cnngui.engine.protocol.units import FetchUnits, Film, Filmed, Unit, UnitsFetched
