"""A network as a diagram: boxes, arrows with shapes on them, branches side by side, on white ground.

`network_drawing` places boxes and arrows; `network_svg` and `cnngui.export.picture.png` write the few shapes
that these are drawn with, as SVG text and as PNG. Sizes are estimated without a font, so that no window and
no library is needed; fonts are generic for the same reason.
"""

from cnngui.export.picture.chart import Chart, Curve
from cnngui.export.picture.items import Drawing
from cnngui.export.picture.layout import network_drawing
from cnngui.export.picture.svg import drawing_svg, network_svg
