"""PyTorch's eager training step of the course's network on CUDA. Arguments: images, side, rounds. Prints JSON."""
import json
import statistics
import sys
import time

import torch
from torch import nn

WARM_UPS = 5
STEPS = 10

images, side, rounds = map(int, sys.argv[1:4])
pixels = side
for _ in range(3):
    pixels = (pixels - 2) // 2


def step_ms(layout, tf32):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(36, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(36, 36, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(36 * pixels**2, 512), nn.ReLU(), nn.Linear(512, 1),
    ).to("cuda", memory_format=layout)
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    x = torch.rand(images, 3, side, side, device="cuda").to(memory_format=layout)
    y = (torch.arange(images, device="cuda") % 2).float()[:, None]

    def step():
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(net(x), y).backward()
        optimizer.step()

    for _ in range(WARM_UPS):
        step()
    times = []
    for _ in range(rounds):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(STEPS):
            step()
        torch.cuda.synchronize()
        times.append(1e3 * (time.perf_counter() - start) / STEPS)
    return statistics.median(times)


LAYOUTS = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}
print(json.dumps([
    {"system": f"PyTorch {torch.__version__}, {name}, TF32 {'on' if tf32 else 'off'}", "ms": step_ms(layout, tf32)}
    for name, layout in LAYOUTS.items()
    for tf32 in (False, True)
]))
