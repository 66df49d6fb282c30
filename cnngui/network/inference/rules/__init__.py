"""What layers do to a shape: output, parameters, multiply-adds, arithmetic and problems.

A rule is a pure function ``(layer, shape, above) -> Verdict``; `above` are the layers before it with the
shapes they are given, for fixes that speak of one of them. Which rule is whose stands in
`cnngui.network.inference.registry`.
"""
