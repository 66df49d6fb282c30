"""The networks of the course slides, with their recipes and what is printed of them; and five of ours.

A module a lesson. Decisions taken here:

- A preset is what the slide shows; where the slide errs or leaves something out, a note says so.
- What is printed is kept as printed, misprints included, and compared with what `infer` says (`printed`).
- Networks are made when they are first asked for: a menu of thirty costs no more than their titles.
- What no slide shows (`own`) has no figures of a slide, and says so in its lesson and first note.
- Large ones are described like small ones; nothing here holds a weight, but for the few set by hand.
"""

from cnngui.course.presets.catalog import DEFAULT_PRESET, preset, presets, titled
from cnngui.course.presets.preset import Ensemble, Figures, Preset, PresetNote
from cnngui.course.presets.printed import FigureCheck, brief, checks, depth, told, told_changes
