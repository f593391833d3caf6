/** What a model's file has besides the network, for `pupila summary`. */
import type { LoadedModel } from '../../index';
import { lossCode, optimizerCode, plannedFor } from '../../internal';
import { pictureShapeOf } from '../../core/picture-shape';
import { sizeText } from '../../core/size-text';
import { usableLoss } from '../../options/loss-config';
import { resolveRunLoss } from '../../options/run-loss';
import { messageOf } from '../../core/errors';
import { textOf } from '../../core/message';
import { outputHead } from '../../training/output-head';

/** Returns a line for each fact. */
export function modelFacts(loaded: LoadedModel): string[] {
  const { model, metadata, optimizer, optimizerState, loss } = loaded;
  const shape = pictureShapeOf(model);
  const updates = optimizerState ? `, after ${optimizerState.iterations} updates` : '';
  const facts: Record<string, string> = {
    Input: shape ? `pictures of ${sizeText(...shape)}` : 'no pictures',
    Preprocessing: metadata ? preprocessing(metadata) : 'not in the file',
    Classes: metadata ? metadata.classes.join(', ') : 'not in the file',
    Optimizer: optimizer
      ? optimizer.name === null
        ? textOf(optimizer.problem)
        : `${unwrapped(optimizerCode(optimizer))}${updates}`
      : 'not in the file',
    Loss: loss ? (loss.name === null ? textOf(loss.problem) : unwrapped(lossCode(loss))) : 'not in the file',
    'Trains on': trainsOn(loaded),
  };
  return Object.entries(facts).map(([name, value]) => ` ${name}: ${value}`);
}

/** Python code in one line. */
const unwrapped = (code: string | { readonly text: string }): string =>
  (typeof code === 'string' ? code : code.text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')');

function preprocessing({ colorMode, interpolation, keepAspectRatio, rescale, generator }: Metadata): string {
  const { rescale: _, ...others } = generator ?? {};
  return [
    colorMode,
    interpolation,
    ...(keepAspectRatio ? ['keep_aspect_ratio'] : []),
    rescale === null ? 'pixel values 0 … 255' : `pixel values × ${rescale}`,
    ...Object.entries(others).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  ].join(', ');
}
type Metadata = NonNullable<LoadedModel['metadata']>;

/** The path that a training with the file's optimizer and loss takes. */
function trainsOn({ model, optimizer, loss }: LoadedModel): string {
  try {
    const head = outputHead(model);
    const classes = Math.max(2, head.units);
    const run = resolveRunLoss(head, classes, { loss: usableLoss(loss), classMode: null });
    const config = optimizer && optimizer.name !== null ? optimizer : ({ name: 'adam' } as const);
    const planned = plannedFor(model, config, run.loss);
    return 'plan' in planned ? 'a fused plan' : `the gradient tape, because ${planned.reason}`;
  } catch (error) {
    return `nothing. ${textOf(messageOf(error))}`;
  }
}
