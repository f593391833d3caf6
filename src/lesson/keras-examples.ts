/** Generates Python for TensorFlow that does what a lab shows, with its settings. Each script runs on its own. */
import type { ColorMode } from '../core/types';
import type { Catalogue } from '../i18n/catalogue';
import { code as en } from '../i18n/en/code';
import { code as es } from '../i18n/es/code';
import type { Locale } from '../i18n/locale';
import { call, layerCode, python } from '../network/keras-code';
import type { Conv2DSpec, Pooling2DSpec } from '../network/layer-spec';
import { labReading, loadCode } from '../network/picture-code';
import { comment, script } from '../network/python-script';
import type { Padding } from '../network/window';
import type { Kernel } from './filters';

const WORDS: Catalogue<typeof en> = { en, es };

interface Convolution {
  kernel: Kernel;
  mode: 'grey' | 'colour';
  strides: number;
  padding: Padding;
}

/** The picture of a lab. */
interface LabPicture {
  /** Height and width in pixels. */
  side: number;
  /** Default 'rgb'. */
  colorMode?: Exclude<ColorMode, 'rgba'>;
  /** Of the comments. */
  language: Locale;
}

const load = ({ side, colorMode = 'rgb', language }: LabPicture): string =>
  loadCode('im', labReading(side, colorMode), WORDS[language].picture);

/** Returns code for `tf.nn.conv2d` with a hand-written filter. */
export function convolutionCode(
  { kernel, mode, strides, padding }: Convolution,
  picture: LabPicture,
): string {
  const rows = [0, 3, 6].map(
    (i) =>
      `    [${kernel
        .slice(i, i + 3)
        .map(weight)
        .join(', ')}],\n`,
  );
  const filters =
    mode === 'grey'
      ? 'x = im.mean(axis=2, keepdims=True).round()\nfilters = kernel[:, :, None, None]'
      : [
          'x = im',
          'filters = np.zeros((3, 3, 3, 3), np.float32)',
          'for channel in range(3):',
          '    filters[:, :, channel, channel] = kernel',
        ].join('\n');
  return script(
    load(picture),
    `kernel = np.array([\n${rows.join('')}], np.float32)`,
    filters,
    `result = tf.nn.conv2d(x[None], filters, strides=${strides}, padding="${padding.toUpperCase()}")[0]`,
  );
}

/** Returns code that applies a new Conv2D layer to a picture. */
export function layerExample(layer: Conv2DSpec, seed: number, picture: LabPicture): string {
  return script(
    load(picture),
    `${comment(WORDS[picture.language].otherWeights)}\nkeras.utils.set_random_seed(${seed})`,
    [
      `inp = ${input(picture)}`,
      `out = ${layerCode(layer)}(inp)`,
      'model = keras.Model(inputs=inp, outputs=out)',
      'model.summary()',
    ].join('\n'),
    'filters, biases = model.get_weights()\nresult = model(im[None] / 255)[0]',
  );
}

/** Returns code that pools a picture by averages and by maxima. */
export function poolingExample(window: Omit<Pooling2DSpec, 'type'>, picture: LabPicture): string {
  const pool = (type: Pooling2DSpec['type']) => layerCode({ type, ...window });
  return script(
    load(picture),
    [
      `inp = ${input(picture)}`,
      `average = ${pool('AveragePooling2D')}(inp)`,
      `maximum = ${pool('MaxPooling2D')}(inp)`,
      'model = keras.Model(inputs=inp, outputs=[average, maximum])',
      'model.summary()',
    ].join('\n'),
    'average, maximum = (result[0] for result in model(im[None]))',
  );
}

const input = ({ side, colorMode = 'rgb' }: LabPicture): string =>
  call('layers.Input', { shape: [side, side, colorMode === 'rgb' ? 3 : 1] });

function weight(value: number): string {
  const ninths = Math.round(value * 9);
  const isNinth = !Number.isInteger(value) && Math.abs(value * 9 - ninths) < 1e-6;
  return isNinth ? `${ninths}/9` : python(value);
}
