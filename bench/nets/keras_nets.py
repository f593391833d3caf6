"""The training steps of Keras on TensorFlow, of the networks of `npm run bench -- nets`; see common.py."""
import gc
import os
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
from keras import layers

from common import batch, draw, serve

tf.get_logger().setLevel("ERROR")
tf.config.threading.set_intra_op_parallelism_threads(2)
LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
state = {}


def make(layer, is_last):
    op, activation = layer["op"], None if is_last else layer.get("activation")
    if op == "conv":
        settings = {"strides": layer["strides"], "padding": layer["padding"], "use_bias": layer["bias"]}
        return layers.Conv2D(layer["filters"], layer["size"], activation=activation, **settings)
    if op == "depthwise":
        return layers.DepthwiseConv2D(layer["size"], strides=layer["strides"], padding="same", use_bias=False)
    if op == "norm":
        return layers.BatchNormalization()
    if op == "activation":
        return layers.Activation("linear" if is_last else layer["name"])
    if op == "maxPool":
        return layers.MaxPooling2D(layer["size"], layer["strides"])
    if op == "globalPool":
        return layers.GlobalAveragePooling2D()
    if op == "flatten":
        return layers.Flatten()
    if op == "reshape":
        return layers.Reshape(layer["shape"])
    if op == "dropout":
        return layers.Dropout(layer["rate"])
    if op == "dense":
        return layers.Dense(layer["units"], activation=activation)
    return {"add": layers.Add, "multiply": layers.Multiply, "concat": layers.Concatenate}[op]()


def build(network, dtype="float32"):
    """Returns a model of logits, and its trained weights in the order of the layers."""
    keras.config.set_dtype_policy(dtype)
    last = len(network["layers"]) - 1
    drawn = draw(network)
    values, trained = {0: keras.Input((network["side"], network["side"], 3), dtype=dtype)}, []
    for i, layer in enumerate(network["layers"]):
        if i == 0:
            continue
        given = [values[j] for j in layer["inputs"]]
        if layer.get("zeros"):
            given = [layers.ZeroPadding2D(layer["zeros"])(given[0])]
        made = make(layer, i == last)
        values[i] = made(given[0] if len(given) == 1 else given)
        for variable, value in zip(made.trainable_variables, drawn.get(i, [])):
            variable.assign(value)
        trained += made.trainable_variables
    keras.config.set_dtype_policy("float32")
    return keras.Model(values[0], values[last]), trained


def tensors(network, images, dtype):
    x, y = batch(network, images)
    return tf.constant(x, dtype), tf.constant(y)


def load(network):
    state.clear()
    keras.utils.clear_session(free_memory=True)
    gc.collect()
    model, _ = build(network)
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=LOSS)
    state["model"], state["batch"] = model, tensors(network, network["batch"], "float32")


def gradients(network, images, dtype):
    model, trained = build(network, dtype)
    x, y = tensors(network, images, dtype)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
            loss = tf.reduce_mean(each)
        return loss, tape.gradient(loss, [variable.value for variable in trained])

    loss, computed = step()
    return loss.numpy(), [gradient.numpy() for gradient in computed]


def steps(question):
    times = []
    for _ in range(question["count"]):
        start = time.perf_counter()
        state["model"].train_on_batch(*state["batch"])
        times.append(1e3 * (time.perf_counter() - start))
    return times


serve({"version": keras.__version__, "tensorflow": tf.__version__}, load, gradients, steps)
