"""Writes the small networks of the tests (and src/probe.onnx): `python make.py`. Needs onnx and numpy."""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent


def save(path, nodes, inputs, outputs, constants=()):
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())


def tensor(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def constant(name, values):
    return numpy_helper.from_array(np.asarray(values, np.float32), name)


random = np.random.default_rng(1)

# y = x + x: what a runtime must be able to do before it is trusted with a model.
save(
    HERE.parent.parent / "src" / "probe.onnx",
    [helper.make_node("Add", ["x", "x"], ["y"])],
    [tensor("x", [2])],
    [tensor("y", [2])],
)

# A convolution with two outputs: `maps` (every pixel) and `means` (one row per picture).
save(
    HERE / "two_outputs.onnx",
    [
        # Strides and dilations are stated: rten does not know their defaults.
        helper.make_node(
            "Conv",
            ["image", "weight", "bias"],
            ["raw"],
            pads=[1, 1, 1, 1],
            strides=[1, 1],
            dilations=[1, 1],
        ),
        helper.make_node("Relu", ["raw"], ["maps"]),
        helper.make_node("ReduceMean", ["maps"], ["means"], axes=[2, 3], keepdims=0),
    ],
    [tensor("image", ["n", 3, "height", "width"])],
    [tensor("means", ["n", 4]), tensor("maps", ["n", 4, "height", "width"])],
    [
        constant("weight", random.normal(0, 0.3, (4, 3, 3, 3))),
        constant("bias", random.normal(0, 0.1, 4)),
    ],
)

# Two inputs whose order matters: `difference` = a - b.
save(
    HERE / "two_inputs.onnx",
    [helper.make_node("Sub", ["a", "b"], ["difference"])],
    [tensor("a", ["n"]), tensor("b", ["n"])],
    [tensor("difference", ["n"])],
)

# An answer that is far larger than the question: `count` values out of one.
save(
    HERE / "large_output.onnx",
    [helper.make_node("Expand", ["x", "shape"], ["y"])],
    [tensor("x", [1])],
    [tensor("y", [1 << 20])],
    [numpy_helper.from_array(np.asarray([1 << 20], np.int64), "shape")],
)
