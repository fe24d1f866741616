"""The hand that draws the sample week's pictures: a palette, a few strokes, and one module for each kind of scene.

Decides how the pictures look. Knows nothing of the pieces but their names.
"""

from __future__ import annotations
