"""Runs Keras scripts and compares what they compute with the numbers of the lesson. Started by python.mjs.

Reads one request per line from stdin, as JSON, and writes one answer per line to stdout:

    {"code": …, "folder": …, "kernels": [array …], "expected": [{"name", "value", "array" | "text", "atol", "rtol"} …]}
    {"problems": [text …], "largest": {name: largest difference}}

`code` runs as it is, in `folder`, alone in a namespace. `kernels` are the initial weights of the layers with glorot
uniform, in their order: Keras draws other random numbers than tfjs, so a script starts with the lesson's weights. They
must lie within the limits of glorot uniform. Without them, a script starts with its own weights, such as those of a file. `value` is a Python expression over what the script defined, and over
`printed`, what it printed. An array is {"shape", "file"}: float64, little-endian.
"""

import contextlib
import io
import json
import os
import sys
import threading
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "Agg")
# Keras makes the table of `summary` four columns narrower than the terminal; the lesson's has 80.
os.environ["COLUMNS"] = "84"
# oneDNN adds in another order on each machine.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import warnings

warnings.filterwarnings("ignore")

import matplotlib.pyplot as plt
import numpy as np
import PIL
from PIL import Image
from tensorflow import keras
from tensorflow.keras.preprocessing.image import Iterator

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def resize_as_pillow_12(resize):
    """Returns `resize` with the horizontal pass first. Pillow 13 begins with the vertical pass for some pictures, and bytes
    are rounded between the two passes, so pixels differ by a level. Pupila follows Pillow 12 (fixtures/), which always
    begins with the horizontal one."""

    def resized(image, size, resample=None, box=None, reducing_gap=None):
        filters = (Image.BILINEAR, Image.BICUBIC, Image.LANCZOS, Image.BOX, Image.HAMMING)
        if resample not in filters or image.mode not in ("L", "RGB"):
            return resize(image, size, resample, box, reducing_gap)
        left, top, right, bottom = box or (0, 0, *image.size)
        narrowed = resize(image, (size[0], image.height), resample, (left, 0, right, image.height))
        return resize(narrowed, size, resample, (0, top, size[0], bottom))

    return resized


if int(PIL.__version__.split(".")[0]) >= 13:
    Image.Image.resize = resize_as_pillow_12(Image.Image.resize)


def one_at_a_time(method):
    """Keras makes batches of training and validation in two threads, which seed and draw from NumPy's one stream. Without
    this lock, equal seeds do not give equal runs."""

    def locked(*args):
        with BATCHES:
            return method(*args)

    return locked


BATCHES = threading.RLock()
for name in ("__next__", "__getitem__"):
    setattr(Iterator, name, one_at_a_time(getattr(Iterator, name)))


def read(array):
    return np.fromfile(array["file"], "<f8").reshape(array["shape"])


class LessonKernels:
    """Gives the layers with glorot uniform the lesson's initial weights, in order."""

    def __init__(self, kernels):
        self.kernels = [read(kernel) for kernel in kernels]
        self.original = keras.initializers.GlorotUniform.__call__

    def __enter__(self):
        def call(initializer, shape, dtype=None, **kwargs):
            drawn = self.original(initializer, shape, dtype=dtype, **kwargs)
            if not self.kernels:
                raise AssertionError(f"no kernel of the lesson for the shape {tuple(shape)}")
            kernel = self.kernels.pop(0)
            receptive = int(np.prod(shape[:-2]))
            limit = np.sqrt(6 / (receptive * (shape[-2] + shape[-1])))
            assert kernel.shape == tuple(shape), f"kernel of shape {kernel.shape}, in Keras {tuple(shape)}"
            assert np.abs(kernel).max() <= limit * (1 + 1e-6), "kernel beyond the limit of glorot uniform"
            return keras.ops.convert_to_tensor(kernel, dtype=drawn.dtype)

        keras.initializers.GlorotUniform.__call__ = call
        return self

    def __exit__(self, *error):
        keras.initializers.GlorotUniform.__call__ = self.original


def difference(found, expected, atol, rtol):
    """Returns the largest difference, and a problem or None."""
    found = np.asarray(found, np.float64)
    if found.shape != expected.shape:
        return None, f"shape {found.shape}, in the lesson {expected.shape}"
    if found.size == 0:
        return None, "is empty"
    gaps = np.abs(found - expected)
    wrong = ~(gaps <= atol + rtol * np.abs(expected))
    largest = float(gaps.max())
    if not wrong.any():
        return largest, None
    at = np.unravel_index(int(np.argmax(np.where(wrong, gaps, -1))), gaps.shape)
    at = tuple(int(i) for i in at)
    return largest, (
        f"{int(wrong.sum())} of {wrong.size} values differ; at {at} {found[at]:.8g}, "
        f"in the lesson {expected[at]:.8g}"
    )


def run(request):
    keras.backend.clear_session()
    os.chdir(request["folder"])
    namespace = {"__name__": "__main__"}
    printed = io.StringIO()
    problems, largest = [], {}
    try:
        given = LessonKernels(request["kernels"]) if request["kernels"] else contextlib.nullcontext()
        with given as kernels, contextlib.redirect_stdout(printed):
            exec(compile(request["code"], "<code of the lesson>", "exec"), namespace)
        if kernels and kernels.kernels:
            problems.append(f"{len(kernels.kernels)} kernels of the lesson are left over")
        namespace["printed"] = printed.getvalue()
        namespace |= {"np": np, "keras": keras}
        exec(request["after"], namespace)
        for each in request["expected"]:
            name = each["name"]
            found = eval(each["value"], namespace)
            if "text" in each:
                if found != each["text"]:
                    problems.append(f"{name}: {found!r}, in the lesson {each['text']!r}")
                continue
            largest[name], problem = difference(found, read(each["array"]), each["atol"], each["rtol"])
            if problem:
                problems.append(f"{name}: {problem}")
    except BaseException:
        problems.append(traceback.format_exc(limit=-3).strip())
    plt.close("all")
    return {"problems": problems, "largest": largest}


for line in sys.stdin:
    answers.write(json.dumps(run(json.loads(line))) + "\n")
    answers.flush()
