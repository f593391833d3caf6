/** What a run must have in common with a checkpoint to continue it: data, network, and the options that decide numbers. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { str as crc32 } from 'crc-32';
import { PupilaError, withReceived } from '../../core/errors';
import { message } from '../../core/message';
import type { ResolvedOptions } from '../../options/training-options';
import type { DatasetInfo, PartInfo } from '../../protocol/data-protocol';
import { layersOf } from '../../models/model-layers';

/** Texts by name. Those of the data and the network are digests. */
export type RunIdentity = Readonly<Record<string, string>>;

/** Options that change no number of a run, or only where it ends. */
const FREE = new Set<string>([
  'epochs',
  'backend',
  'threads',
  'workers',
  'cacheBytes',
  'timeBudgetMs',
  'callbacks',
  // The data set has them.
  'classes',
] satisfies (keyof ResolvedOptions)[]);

/** Returns the identity of a run. What other parts depend on comes first, so that a difference is told by its cause. */
export function identityOf(dataset: DatasetInfo, model: LayersModel, options: ResolvedOptions): RunIdentity {
  const decisive = Object.entries(options).filter(([name]) => !FREE.has(name));
  const { targetSize, colorMode, ...others } = Object.fromEntries(
    decisive.map(([name, value]) => [name, textOf(value)]),
  ) as Record<Exclude<keyof ResolvedOptions, 'classes'>, string>;
  return {
    classes: dataset.classes.join(', '),
    'training pictures': digestOfPart(dataset.training),
    'validation pictures': dataset.validation ? digestOfPart(dataset.validation) : 'none',
    ...{ targetSize, colorMode },
    model: digestOfModel(model),
    ...others,
  };
}

/** A run differs from that of a checkpoint. */
export class OtherRun extends PupilaError {
  /** What differs. @param received The values of both, for messages. */
  constructor(readonly received: Readonly<Record<string, unknown>>) {
    const rule = message`A run continues with the data, the network and the options with which it began. Without the checkpoint, a new run begins.`;
    super('invalid-argument', withReceived(rule, received));
  }
}

/** @throws {OtherRun} naming what differs. */
export function checkIdentity(saved: RunIdentity, own: RunIdentity): void {
  const names = new Set([...Object.keys(own), ...Object.keys(saved)]);
  const name = [...names].find((each) => saved[each] !== own[each]);
  if (name === undefined) return;
  throw new OtherRun({ [name]: own[name], checkpoint: saved[name] });
}

/** Names, classes and weights of the files. Their pixels are not read for it. */
function digestOfPart({ samples, filenames, labels, sampleWeight, imageBytes }: PartInfo): string {
  return `${samples} (${hex(crc32([...filenames, ...labels, ...(sampleWeight ?? []), imageBytes].join('\n')))})`;
}

/** Kinds, arguments and weights of the layers, without their names and what their weights were before training. */
function digestOfModel(model: LayersModel): string {
  const layers = layersOf(model).map(({ layer, trainable }) => {
    const config = Object.entries(layer.getConfig()).filter(([key]) => !/^name$|Initializer$/.test(key));
    return [layer.getClassName(), textOf(config), trainable, layer.weights.map(({ shape }) => shape)];
  });
  return `${model.countParams()} parameters (${hex(crc32(JSON.stringify(layers)))})`;
}

/** Functions cannot be compared. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'function' ? 'a function' : each)) ?? 'none';

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
