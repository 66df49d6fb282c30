"""The small examples of the slides, with their exact numbers: for the stepper.

`scene` says what an example is, `catalog` has them all in the order of the course. Decisions taken here:

- What is printed stands beside what is shown; tests/engine/stepping/test_scenes.py compares the two.
- An example that differs by one number on the slide (a stride, the padding) is one scene of several cases.
- Where a slide has no numbers, or random ones, ours are made by rule, and its note says so.
"""

from cnngui.course.scenes.catalog import scene, scenes
from cnngui.course.scenes.scene import AxesCase, Case, GraphCase, LayerCase, Scene
