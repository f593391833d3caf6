/**
 * Image models of Teachable Machine. Its exports name the classes in a file beside the model: `metadata.json` for
 * TensorFlow.js, `labels.txt` for Keras. The code that comes with both crops to the centred square.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import { inputShapeOf } from '../core/picture-shape';
import { type Archive, colorModeOf } from '../core/types';
import type { ModelMetadata } from './model-metadata';
import { LABELS_TXT, METADATA_JSON } from './labels-file';

/**
 * How to read the labels of an export, and how the code that comes with it prepares pictures: `cropTo` and `capture` of
 * `@teachablemachine/image` 0.8.5, which draws on a canvas; `ImageOps.fit` of Pillow for Keras.
 */
const EXPORTS = {
  [METADATA_JSON]: { labelsIn: labelsInJson, interpolation: 'bilinear', half: 127 },
  [LABELS_TXT]: { labelsIn: labelsInText, interpolation: 'lanczos', half: 127.5 },
} as const;

/**
 * Returns the metadata of a model of Teachable Machine. Null for other models, or if the file with the labels is missing.
 * Disposes of the model on failure.
 *
 * @param name The file with the labels.
 * @param read Returns a file beside the model.
 * @throws {PupilaError} 'bad-model' if the labels are not as many as the outputs.
 */
export async function teachableMachineMetadata(
  model: LayersModel,
  name: keyof typeof EXPORTS,
  read: Archive['read'],
): Promise<ModelMetadata | null> {
  if (!isTeachableMachine(model)) return null;
  const file = await read(name).catch((error: unknown) => {
    if (error instanceof PupilaError) return null;
    throw error;
  });
  const { labelsIn, interpolation, half } = EXPORTS[name];
  const classes = file && labelsIn(new TextDecoder().decode(file));
  if (!classes) return null;
  const units = model.outputs[0]?.shape.at(-1);
  if (classes.length !== units) {
    model.dispose();
    const rule = message`${name} must have one label for each output of the model.`;
    throw new PupilaError('bad-model', withReceived(rule, { labels: classes.length, outputs: units }));
  }
  const channels = inputShapeOf(model).at(-1) ?? 3;
  const rescale = 1 / half;
  return {
    classes,
    colorMode: colorModeOf(channels) ?? 'rgb',
    interpolation,
    keepAspectRatio: true,
    rescale,
    // x / half - 1
    generator: { rescale, featurewise_center: true },
    statistics: { mean: Array<number>(channels).fill(1), std: null, whitening: null },
  };
}

/** Whether a model is a MobileNet with pooling, and a head of dense layers, each as a Sequential. */
function isTeachableMachine(model: LayersModel): boolean {
  const [base, head, ...others] = classesOf(model);
  const [network, pooling] = base ? classesOf(base.layer) : [];
  return (
    base?.name === 'Sequential' &&
    head?.name === 'Sequential' &&
    others.length === 0 &&
    /^(Functional|Model)$/.test(network?.name ?? '') &&
    pooling?.name === 'GlobalAveragePooling2D' &&
    classesOf(head.layer).every(({ name }) => name === 'Dense')
  );
}

function classesOf(layer: object): { name: string; layer: object }[] {
  const { layers = [] } = layer as Partial<LayersModel>;
  return layers
    .map((each) => ({ name: each.getClassName(), layer: each }))
    .filter(({ name }) => name !== 'InputLayer');
}

function labelsInJson(text: string): string[] | null {
  try {
    const { packageName, labels } = JSON.parse(text) as { packageName?: unknown; labels?: unknown };
    const isOurs = packageName === '@teachablemachine/image' && Array.isArray(labels);
    return isOurs && labels.every((label) => typeof label === 'string') ? labels : null;
  } catch {
    return null;
  }
}

/** Returns the names in lines such as `0 cats`. Null if a line is not one, or not in order. */
function labelsInText(text: string): string[] | null {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter(Boolean);
  const labels = lines.map((line, i) =>
    line.startsWith(`${i} `) ? line.slice(`${i} `.length).trim() : null,
  );
  return labels.every((label) => label !== null) ? labels : null;
}
