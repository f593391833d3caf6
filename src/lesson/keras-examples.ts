/** Generates Python for TensorFlow that does what a lab shows, with its settings. */
import { CHANNELS } from '../core/types';
import { call, layerCode, python } from '../network/keras-code';
import type { Conv2DSpec, Pooling2DSpec } from '../network/layer-spec';
import type { Padding } from '../network/window';
import type { Kernel } from './filters';

interface Convolution {
  kernel: Kernel;
  mode: 'grey' | 'colour';
  strides: number;
  padding: Padding;
}

/** How a picture is loaded. */
interface Loaded {
  side: number;
  colorMode?: 'rgb' | 'grayscale';
  imports?: readonly string[];
}

/** The imports, and loading a picture. */
function load({ side, colorMode = 'rgb', imports = [] }: Loaded): string[] {
  const isGrey = colorMode === 'grayscale';
  const size = `${isGrey ? 'color_mode="grayscale", ' : ''}target_size=(${side}, ${side})`;
  // A grey picture becomes an array without an axis for channels.
  const axis = isGrey ? '[:, :, None]' : '';
  return [
    'import numpy as np',
    'import tensorflow as tf',
    ...imports,
    '',
    `im = np.array(tf.keras.utils.load_img("picture.png", ${size}), np.float32)${axis}`,
  ];
}

/** Returns code for `tf.nn.conv2d` with a hand-written filter. */
export function convolutionCode({ kernel, mode, strides, padding }: Convolution, side: number): string {
  const rows = [0, 3, 6].map(
    (i) =>
      `    [${kernel
        .slice(i, i + 3)
        .map(weight)
        .join(', ')}],`,
  );
  const apply = `tf.nn.conv2d(x[None], filters, strides=${strides}, padding="${padding.toUpperCase()}")[0]`;
  const bank =
    mode === 'grey'
      ? ['x = im.mean(axis=2, keepdims=True).round()', 'filters = kernel[:, :, None, None]']
      : [
          'x = im',
          'filters = np.zeros((3, 3, 3, 3), np.float32)',
          'for channel in range(3):',
          '    filters[:, :, channel, channel] = kernel',
        ];
  return [
    ...load({ side }),
    'kernel = np.array([',
    ...rows,
    '], np.float32)',
    ...bank,
    `result = ${apply}`,
  ].join('\n');
}

/** Returns code that applies a single layer to a picture. */
export function layerExample(
  layer: Conv2DSpec | Pooling2DSpec,
  side: number,
  rescale: boolean,
  colorMode: 'rgb' | 'grayscale' = 'rgb',
): string {
  return [
    ...load({ side, colorMode, imports: ['from tensorflow.keras import layers'] }),
    '',
    `inp = ${call('layers.Input', { shape: [side, side, CHANNELS[colorMode]] })}`,
    `out = ${layerCode(layer)}(inp)`,
    'model = tf.keras.Model(inputs=inp, outputs=out)',
    'model.summary()',
    `result = model(im[None]${rescale ? ' / 255' : ''})[0]`,
  ].join('\n');
}

function weight(value: number): string {
  const ninths = Math.round(value * 9);
  const isNinth = !Number.isInteger(value) && Math.abs(value * 9 - ninths) < 1e-6;
  return isNinth ? `${ninths}/9` : python(value);
}
