"""PyTorch's training steps of the networks of `npm run bench -- nets`; see common.py."""
import time

import torch
import torch.nn.functional as F
from torch import nn

from common import batch, draw, serve

torch.set_num_threads(2)
ACTIVATIONS = {"relu": F.relu, "relu6": F.relu6, "silu": F.silu, "sigmoid": torch.sigmoid, "linear": lambda x: x}
# Activations that PyTorch may compute in place.
IN_PLACE = {"relu": F.relu_, "relu6": lambda x: F.relu6(x, inplace=True), "silu": lambda x: F.silu(x, inplace=True)}
state = {}


class Conv(nn.Module):
    """Padding as TensorFlow's. PyTorch pads evenly by itself."""

    def __init__(self, given, filters, size, strides, same, bias=False, groups=1):
        super().__init__()
        self.even = same and strides == 1
        self.same = same and strides > 1
        padding = size // 2 if self.even else 0
        self.conv = nn.Conv2d(given, filters, size, strides, padding, groups=groups, bias=bias)

    def forward(self, x):
        if self.same:
            k, s = self.conv.kernel_size[0], self.conv.stride[0]
            p = [max((-(-n // s) - 1) * s + k - n, 0) for n in x.shape[-2:]]
            if any(p):
                x = F.pad(x, (p[1] // 2, p[1] - p[1] // 2, p[0] // 2, p[0] - p[0] // 2))
        return self.conv(x)


def to_torch(op, values):
    """Kernels in PyTorch's layouts."""
    values = torch.from_numpy(values)
    if values.ndim == 4:
        return values.permute(2, 3, 0, 1) if op == "depthwise" else values.permute(3, 2, 0, 1)
    return values.T if values.ndim == 2 else values


def to_keras(op, values):
    if values.ndim == 4:
        return values.permute(2, 3, 0, 1) if op == "depthwise" else values.permute(2, 3, 1, 0)
    return values.T if values.ndim == 2 else values


class Network(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.layers = network["layers"]
        self.uses = {}
        for layer in self.layers:
            for i in layer["inputs"]:
                self.uses[i] = self.uses.get(i, 0) + 1
        self.modules_of = nn.ModuleDict()
        for i, weights in draw(network).items():
            layer, shape = self.layers[i], weights[0].shape
            if layer["op"] == "conv":
                module = Conv(shape[2], shape[3], shape[0], layer["strides"], layer["padding"] == "same", layer["bias"])
            elif layer["op"] == "depthwise":
                module = Conv(shape[2], shape[2], shape[0], layer["strides"], True, groups=shape[2])
            elif layer["op"] == "norm":
                module = nn.BatchNorm2d(shape[0], eps=1e-3, momentum=0.01)
            else:
                module = nn.Linear(*shape)
            with torch.no_grad():
                for parameter, values in zip(module.parameters(), weights):
                    parameter.copy_(to_torch(layer["op"], values))
            self.modules_of[str(i)] = module

    def forward(self, x):
        values = {}
        last = len(self.layers) - 1
        for i, layer in enumerate(self.layers):
            op = layer["op"]
            given = [values[j] for j in layer["inputs"]]
            y = given[0] if given else x
            if str(i) in self.modules_of:
                y = self.modules_of[str(i)](y)
                if i < last:
                    y = ACTIVATIONS[layer.get("activation", "linear")](y)
            elif op == "activation" and i < last:
                is_alone = self.uses[layer["inputs"][0]] == 1
                y = (IN_PLACE if is_alone else ACTIVATIONS)[layer["name"]](y)
            elif op == "maxPool":
                y = F.max_pool2d(y, layer["size"], layer["strides"], layer["zeros"])
            elif op == "globalPool":
                y = torch.flatten(F.adaptive_avg_pool2d(y, 1), 1)
            elif op == "reshape":
                y = y[:, :, None, None]
            elif op == "flatten":
                # Keras's order of the values.
                y = y.permute(0, 2, 3, 1).flatten(1)
            elif op == "dropout":
                y = F.dropout(y, layer["rate"])
            elif op == "add":
                y = given[0] + given[1]
            elif op == "multiply":
                y = given[0] * given[1]
            elif op == "concat":
                y = torch.cat(given, 1)
            values[i] = y
        return values[last]

    def weights(self):
        """Parameters in the order of the layers, each with the op of its layer."""
        for i, module in self.modules_of.items():
            for parameter in module.parameters():
                yield self.layers[int(i)]["op"], parameter


def tensors(network, images, dtype, layout):
    x, y = batch(network, images)
    x = torch.from_numpy(x).permute(0, 3, 1, 2).to(dtype).contiguous(memory_format=layout)
    return x, torch.from_numpy(y)


def load(network):
    state.clear()
    for name in ("contiguous_format", "channels_last"):
        layout = getattr(torch, name)
        net = Network(network).to(memory_format=layout)
        optimizer = torch.optim.Adam(net.parameters(), 1e-3, eps=1e-7, fused=True)
        state[name] = net, optimizer, tensors(network, network["batch"], torch.float32, layout)


def gradients(network, images, dtype):
    dtype = getattr(torch, dtype)
    net = Network(network).to(dtype)
    x, y = tensors(network, images, dtype, torch.contiguous_format)
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    return loss.item(), [to_keras(op, parameter.grad).contiguous().numpy() for op, parameter in net.weights()]


def steps(question):
    net, optimizer, (x, y) = state[question["layout"]]
    times = []
    for _ in range(question["count"]):
        start = time.perf_counter()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        times.append(1e3 * (time.perf_counter() - start))
    return times


cpu = torch.backends.cpu.get_cpu_capability()
serve({"version": torch.__version__.split("+")[0], "cpu": cpu}, load, gradients, steps)
