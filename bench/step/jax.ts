/** jax-js's training step of the course's network, for `npm run bench -- step`: WebAssembly, NCHW, SGD. */
import {
  type Array as Values,
  defaultDevice,
  init,
  jit,
  nn,
  lax,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
// Holds the initial weights.
import '@tensorflow/tfjs-backend-cpu';
import { network, noise } from './network';

type Parameters = { kernel: Values; bias: Values }[];
const RATE = 1e-3;

/**
 * Converts the initial weights from tfjs's layout: HWIO to OIHW, and the rows of the first dense layer to channels
 * first.
 */
function parameters(): Parameters {
  const { model, plan } = network();
  const weights = model.getWeights();
  const [height = 1, width = 1, channels = 1] = plan.images.at(-1)?.output ?? [];
  return [...plan.images, ...plan.dense].map((_, i) => {
    const [kernel, bias] = weights.slice(2 * i, 2 * i + 2);
    if (!kernel || !bias) throw new Error('A layer has a kernel and a bias.');
    let values = np.array(kernel.dataSync(), { shape: kernel.shape });
    if (kernel.shape.length === 4) values = np.transpose(values, [3, 2, 0, 1]);
    else if (kernel.shape[0] === height * width * channels) {
      const rows = values.reshape([height, width, channels, -1]);
      values = np.transpose(rows, [2, 0, 1, 3]).reshape(kernel.shape);
    }
    return { kernel: values, bias: np.array(bias.dataSync()) };
  });
}

/** Mean binary crossentropy. Consumes its arguments, as jax-js functions do. */
function lossOf(layers: Parameters, x: Values, y: Values): Values {
  let values = x;
  layers.forEach(({ kernel, bias }, i) => {
    if (i < 3) {
      const convolved = lax.conv(values, kernel, [1, 1], 'VALID').add(bias.reshape([-1, 1, 1]));
      const [images = 0, channels = 0, height = 0, width = 0] = convolved.shape;
      const windows = nn.relu(convolved).reshape([images, channels, height / 2, 2, width / 2, 2]);
      values = np.max(windows, [3, 5]);
    } else {
      if (i === 3) values = values.reshape([values.shape[0] as number, -1]);
      values = np.matmul(values, kernel).add(bias);
      if (i === 3) values = nn.relu(values);
    }
  });
  const logits = values.reshape([-1]);
  return np.mean(nn.softplus(logits.ref).sub(logits.mul(y)));
}

const step = jit((layers: Parameters, x: Values, y: Values) => {
  const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(layers), x, y) as [Values, Parameters];
  const after = layers.map(({ kernel, bias }, i) => ({
    kernel: kernel.sub((gradients[i] as Parameters[number]).kernel.mul(RATE)),
    bias: bias.sub((gradients[i] as Parameters[number]).bias.mul(RATE)),
  }));
  return { loss, layers: after };
});

const bench = {
  /** jax-js uses one thread per core. */
  async start(): Promise<{ threads: number }> {
    await init('wasm');
    defaultDevice('wasm');
    return { threads: globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1 };
  },

  /** Time in ms of one step from the initial weights, and its loss. The first call compiles. */
  async step(images: number): Promise<{ ms: number; loss: number }> {
    const { x, y } = noise(images);
    const pixels = np.array(x, { shape: [images, 150, 150, 3] });
    const batch = np.transpose(pixels, [0, 3, 1, 2]);
    await batch.blockUntilReady();
    const layers = parameters();
    const labels = np.array(y);
    const start = performance.now();
    const result: { loss: Values; layers: Parameters } = step(layers, batch, labels);
    await Promise.all(result.layers.map(({ kernel }) => kernel.blockUntilReady()));
    const [loss = NaN] = (await result.loss.data()) as Float32Array;
    const ms = performance.now() - start;
    tree.dispose(result.layers);
    return { ms, loss };
  },
};

export type JaxBench = typeof bench;
Object.assign(globalThis, { bench });
