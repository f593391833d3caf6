"""PyTorch's training step of the course's network. Reads lines "<threads> <format> <images>", and answers each with JSON."""
import json
import re
import sys
import time

import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(36, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(36, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(10404, 512), nn.ReLU(), nn.Linear(512, 1),
)
optimizer = torch.optim.Adam(net.parameters(), 1e-3)
batches = {}

capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
print(json.dumps({"version": torch.__version__, "cpu": capability[1] if capability else "?"}), flush=True)
for line in sys.stdin:
    threads, name, images = line.split()
    torch.set_num_threads(int(threads))
    layout = getattr(torch, name)
    net.to(memory_format=layout)
    if (name, images) not in batches:
        x = torch.rand(int(images), 3, 150, 150).to(memory_format=layout)
        batches[name, images] = x, (torch.arange(int(images)) % 2).float()[:, None]
    x, y = batches[name, images]
    start = time.perf_counter()
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
    loss.backward()
    optimizer.step()
    print(json.dumps({"ms": 1e3 * (time.perf_counter() - start), "loss": loss.item()}), flush=True)
