/** What a model's file has besides the network, for readers: `pupila summary` and the trainer. */
import { messageOf } from '../core/errors';
import { type Message, message } from '../core/message';
import { takesAnySize } from '../core/picture-shape';
import { sizeText } from '../core/size-text';
import type { LoadedModel } from '../formats/model-format';
import { lossCode } from '../network/loss-code';
import { rescalesPixels } from '../models/rescales-pixels';
import { optimizerCode } from '../network/optimizer-code';
import { usableLoss } from '../options/loss-config';
import { resolveRunLoss } from '../options/run-loss';
import { plannedFor } from '../steps/train-path';
import { outputHead } from '../training/output-head';
import { shapeOfPictures } from './loaded-model';

/** A fact about a model's file. A value that is a text is the same in every language. */
export interface ModelFact {
  readonly name: Message;
  readonly value: Message | string;
}

/** Returns the facts about a model's file. */
export function modelFacts(loaded: LoadedModel): ModelFact[] {
  const { metadata } = loaded;
  const missing = message`not in the file`;
  const assumed = rescalesPixels(loaded.model)
    ? message`by the network itself, which takes pixel values 0 … 255`
    : missing;
  return [
    { name: message`Input`, value: inputOf(loaded) },
    { name: message`Preprocessing`, value: metadata ? preprocessing(metadata) : assumed },
    { name: message`Classes`, value: metadata ? metadata.classes.join(', ') : missing },
    { name: message`Optimizer`, value: optimizerOf(loaded) ?? missing },
    { name: message`Loss`, value: lossOf(loaded) ?? missing },
    { name: message`Trains with`, value: trainsOn(loaded) },
  ];
}

function inputOf(loaded: LoadedModel): Message {
  const shape = shapeOfPictures(loaded);
  if (!shape) return message`no pictures`;
  const size = sizeText(...shape);
  return takesAnySize(loaded.model)
    ? message`pictures of any size; ${size} if no size is chosen`
    : message`pictures of ${size}`;
}

function optimizerOf({ optimizer, optimizerState }: LoadedModel): Message | string | null {
  if (!optimizer) return null;
  if (optimizer.name === null) return optimizer.problem;
  const code = unwrapped(optimizerCode(optimizer));
  return optimizerState ? message`${code}, after ${optimizerState.iterations} updates` : code;
}

function lossOf({ loss }: LoadedModel): Message | string | null {
  if (!loss) return null;
  return loss.name === null ? loss.problem : unwrapped(lossCode(loss));
}

/** Python code in one line. */
const unwrapped = (code: string | { readonly text: string }): string =>
  (typeof code === 'string' ? code : code.text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')');

type Metadata = NonNullable<LoadedModel['metadata']>;

function preprocessing({ colorMode, interpolation, keepAspectRatio, rescale, generator }: Metadata): Message {
  const { rescale: _, ...others } = generator ?? {};
  const options = [
    colorMode,
    interpolation,
    ...(keepAspectRatio ? ['keep_aspect_ratio'] : []),
    ...Object.entries(others).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  ].join(', ');
  return rescale === null
    ? message`${options}, pixel values 0 … 255`
    : message`${options}, pixel values × ${factorText(rescale)}`;
}

/** A factor as people write it: 1/255. */
function factorText(factor: number): string {
  const divisor = Math.round(1 / factor);
  return divisor > 1 && 1 / divisor === factor ? `1/${divisor}` : String(factor);
}

/** The path that a training with the file's optimizer and loss takes. */
function trainsOn({ model, optimizer, loss }: LoadedModel): Message {
  try {
    const head = outputHead(model);
    const classes = Math.max(2, head.units);
    const run = resolveRunLoss(head, classes, { loss: usableLoss(loss), classMode: null });
    const config = optimizer && optimizer.name !== null ? optimizer : ({ name: 'adam' } as const);
    const planned = plannedFor(model, config, run.loss);
    if ('plan' in planned)
      return message`Pupila’s fast kernels, which compute the whole network at once (a fused plan)`;
    if ('graph' in planned && planned.notOnWebGpu === null)
      return message`Pupila’s fast kernels, which compute the whole network at once (a graph)`;
    return 'graph' in planned
      ? message`on WebAssembly, Pupila’s fast kernels, which compute the whole network at once (a graph); on WebGPU, TensorFlow.js, layer by layer, which is slower`
      : message`TensorFlow.js, layer by layer (the gradient tape), which is slower: Pupila’s fast kernels (a fused plan) do not apply because ${planned.reason}`;
  } catch (error) {
    return message`nothing. ${messageOf(error)}`;
  }
}
