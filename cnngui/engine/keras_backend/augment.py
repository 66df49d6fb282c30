"""Pictures varied as they are drawn (`cnngui.engine.augmenting`), inside the graph that trains on them.

Each pixel's random numbers come from a hash of its sample's key and its place, and all functions of them but
sums and products are looked up in tables: TensorFlow's own would differ in their last bit with the number of
pictures that are made together.

Measured on two cores, µs a picture of 28×28 at the best of 60 calls: 13 for shift, turn and zoom by
TensorFlow's operation, 26 by the gathering that elastic distortion needs; the same gathering in numpy ahead
of the step took 26, and 72 instead of 29 for 32×32×3.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import tensorflow as tf

from cnngui.engine.augmenting import smoothing
from cnngui.network.augmentation import Augmentation

_NOISE_STEPS = 4096


class Augment:
    """Varies pictures of one shape, (height, width, channels), also where they are laid out otherwise."""

    def __init__(self, augmentation: Augmentation, shape: tuple[int, ...]) -> None:
        self.augmentation = augmentation
        self._height, self._width, self._channels = shape
        self._pixels = self._height * self._width

    def __call__(self, pictures: Any, transforms: Any, keys: Any) -> Any:
        """Return float32 (batch, …), others in the place of `pictures`; for use inside a `tf.function`.

        Args:
            pictures: in bytes: 0 … 255. transforms, keys: of each, as in `Draws`.
        """
        laid_out = tf.shape(pictures)
        pictures = tf.reshape(pictures, [-1, self._height, self._width, self._channels])
        if self.augmentation.elastic:
            pictures = self._distorted(pictures, transforms, keys)
        elif self.augmentation.moves:
            pictures = tf.raw_ops.ImageProjectiveTransformV3(
                images=pictures,
                transforms=tf.pad(transforms, [[0, 0], [0, 2]]),
                output_shape=[self._height, self._width],
                fill_value=0.0,
                interpolation="BILINEAR",
                fill_mode="NEAREST",
            )
        if self.augmentation.noise:
            steps = tf.bitwise.right_shift(self._hashed(keys, 2 * self._pixels, self._channels), 20)
            middles = (np.arange(_NOISE_STEPS) + 0.5) / _NOISE_STEPS
            spread = 255 * self.augmentation.noise
            table = [spread * NormalDist().inv_cdf(float(middle)) for middle in middles]
            noise = tf.gather(tf.constant(table, tf.float32), tf.cast(steps, tf.int32))
            pictures = pictures + tf.reshape(noise, tf.shape(pictures))
        return tf.reshape(pictures, laid_out)

    def _distorted(self, pictures: Any, transforms: Any, keys: Any) -> Any:
        """Fetch each pixel from where it was, between four others; beyond the edge is what lies at it."""
        down, across = np.indices((self._height, self._width), np.float32)
        pushed_x, pushed_y = self._pushed(keys)
        x, y = across + pushed_x, down + pushed_y
        a, b, c, d, e, f = (value[:, tf.newaxis, tf.newaxis] for value in tf.unstack(transforms, 6, axis=1))
        from_x = tf.clip_by_value(a * x + b * y + c, 0, self._width - 1)
        from_y = tf.clip_by_value(d * x + e * y + f, 0, self._height - 1)
        left, top = tf.floor(from_x), tf.floor(from_y)
        right_share, bottom_share = (from_x - left)[..., tf.newaxis], (from_y - top)[..., tf.newaxis]
        count = tf.shape(pictures)[0]
        first = (tf.range(count) * self._pixels)[:, tf.newaxis, tf.newaxis]
        column, row = tf.cast(left, tf.int32), tf.cast(top, tf.int32)
        columns = column, tf.minimum(column + 1, self._width - 1)
        starts = (first + row * self._width, first + tf.minimum(row + 1, self._height - 1) * self._width)
        flat = tf.reshape(pictures, [-1, self._channels])
        upper, lower = [
            _between(tf.gather(flat, start + columns[0]), tf.gather(flat, start + columns[1]), right_share)
            for start in starts
        ]
        return _between(upper, lower, bottom_share)

    def _pushed(self, keys: Any) -> tuple[Any, Any]:
        """Return float32 (batch, height, width) twice: by how many pixels each is pushed right and down.

        Simard, Steinkraus and Platt (2003): uniform numbers from -1 to 1, smoothed by a Gaussian, times α.
        """
        drawn = tf.cast(tf.bitwise.right_shift(self._hashed(keys, 0, 2), 8), tf.float32) * 2.0**-23 - 1
        fields = tf.reshape(drawn, [-1, 2, self._height, self._width])
        sigma, alpha = self.augmentation.elastic_sigma, self.augmentation.elastic
        down, across = smoothing(self._height, sigma), smoothing(self._width, sigma)
        smooth = tf.matmul(tf.matmul(tf.constant(alpha * down), fields), tf.constant(across))
        pushed_x, pushed_y = tf.unstack(smooth, 2, axis=1)
        return pushed_x, pushed_y

    def _hashed(self, keys: Any, first: int, each: int) -> Any:
        """Return uint32 (batch, pixels · each): random bits that follow from a key and a number from `first`.

        The numbers are mixed by Wellons' lowbias32.
        """
        numbers = first + np.arange(self._pixels * each, dtype=np.uint32)
        mixed = keys[:, tf.newaxis] + tf.constant(numbers * np.uint32(0x9E3779B9))
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            mixed = tf.bitwise.bitwise_xor(mixed, tf.bitwise.right_shift(mixed, shift))
            mixed = mixed * tf.constant(factor, tf.uint32)
        return tf.bitwise.bitwise_xor(mixed, tf.bitwise.right_shift(mixed, 16))


def _between(one: Any, other: Any, share: Any) -> Any:
    return one + (other - one) * share
