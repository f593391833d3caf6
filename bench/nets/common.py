"""What both Python systems of `npm run bench -- nets` share: weights, batches, and the protocol.

Reads lines of JSON and answers each with one:
{"do": "load", "network": …}               builds a network (see networks.mjs)
{"do": "gradients", "network": …, "images": n, "dtype": "float32" | "float64", "file": …}
                                           a step's loss; writes the gradients, without dropout, in float32
{"do": "steps", "count": n, …}             times in ms of some steps of the built network
"""
import json
import sys

import numpy as np


def weighted(network):
    """The shapes of all trained weights in Keras's layouts, in the order of the layers: [(layer, [(name, shape)])]."""
    channels, out = {}, []
    side = network["side"]
    sizes = {}
    for i, layer in enumerate(network["layers"]):
        op, inputs = layer["op"], layer["inputs"]
        given = channels[inputs[0]] if inputs else 3
        size = sizes[inputs[0]] if inputs else side
        weights = []
        if op == "conv":
            k, c = layer["size"], layer["filters"]
            weights = [("kernel", (k, k, given, c))] + ([("bias", (c,))] if layer["bias"] else [])
            size = -(-size // layer["strides"]) if layer["padding"] == "same" else (size - k) // layer["strides"] + 1
        elif op == "depthwise":
            k, c = layer["size"], given
            weights = [("depthwise", (k, k, given, 1))]
            size = -(-size // layer["strides"])
        elif op == "norm":
            c = given
            weights = [("gamma", (c,)), ("beta", (c,))]
        elif op == "dense":
            c = layer["units"]
            weights = [("kernel", (given, c)), ("bias", (c,))]
        elif op == "maxPool":
            c = given
            size = (size + 2 * layer["zeros"] - layer["size"]) // layer["strides"] + 1
        elif op == "flatten":
            c = size * size * given
        elif op == "concat":
            c = sum(channels[j] for j in inputs)
        elif op in ("globalPool", "reshape"):
            c, size = given, 1
        else:
            c = given
        channels[i], sizes[i] = c, size
        if weights:
            out.append((i, weights))
    return out


def draw(network):
    """The initial weights, those of `model.ts`: {layer: [array]}."""
    random = np.random.RandomState(1)
    drawn = {}
    for layer, weights in weighted(network):
        drawn[layer] = []
        for name, shape in weights:
            limit = 0.05
            if name == "depthwise":
                limit = np.sqrt(6 / (shape[0] * shape[1]))
            elif len(shape) > 1:
                limit = np.sqrt(6 / (np.prod(shape) / shape[-1]))
            values = (1 if name == "gamma" else 0) + (2 * random.random_sample(int(np.prod(shape))) - 1) * limit
            drawn[layer].append(values.astype(np.float32).reshape(shape))
    return drawn


def batch(network, images):
    """The batch of `model.ts`: random pixels (NHWC), brighter from class to class, and the classes in turn."""
    side, classes = network["side"], network["classes"]
    y = np.arange(images) % classes
    x = np.random.RandomState(0).random_sample((images, side, side, 3)) * (1 + y[:, None, None, None]) / classes
    return x.astype(np.float32), y


def without_dropout(network):
    layers = [{**layer, "rate": 0} if layer["op"] == "dropout" else layer for layer in network["layers"]]
    return {**network, "layers": layers}


def serve(about, load, gradients, steps):
    """Answers questions. `gradients(network, images, dtype)` returns a loss and a list of arrays in Keras's layouts."""
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        if question["do"] == "load":
            load(question["network"])
        elif question["do"] == "gradients":
            loss, arrays = gradients(without_dropout(question["network"]), question["images"], question["dtype"])
            np.concatenate([np.ravel(a) for a in arrays]).astype(np.float32).tofile(question["file"])
            answer = {"loss": float(loss)}
        else:
            answer = {"ms": steps(question)}
        print(json.dumps(answer), flush=True)
