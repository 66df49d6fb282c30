"""What a network comes to, without TensorFlow: shapes, counts, receptive fields and problems.

May import what `cnngui.network` may. `infer` is the door. `propagation` takes a sample's shape through
stacks and blocks, by the `rules` of each kind of layer and the `weights` it has; `stack_warnings`, `output`
and `data_fit` judge the whole. Decisions taken here:

- Every layer is answered with a shape or a `Problem`, and nothing raises: half-built stacks can be shown.
- Behind an error nothing is known, and nothing is told: one mistake is told once.
"""
