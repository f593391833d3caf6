/** Which loss a run trains with, and which labels it gets: from the options, the model's file, and the model's output. */
import { PupilaError, invalidArgument, withReceived } from '../core/errors';
import { message } from '../core/message';
import { type ClassMode, crossentropyOf, defaultClassMode } from '../core/types';
import type { Loss, ResolvedLoss } from './loss-config';
import { type OutputHead, needsUnitPerClass } from './new-head';
import { resolveLoss } from './resolve-loss';

/** Options that decide about the loss. Null: not set. */
export interface LossOptions {
  readonly loss: Loss | null;
  readonly classMode: ClassMode | null;
}

/** The loss and the format of the labels that it gets. */
export interface RunLoss {
  readonly loss: ResolvedLoss;
  readonly classMode: ClassMode;
}

/** Losses that compare an image's class number with its outputs. All others get labels of the outputs' shape. */
const SPARSE = 'sparse_categorical_crossentropy';
/**
 * Returns the loss of a run and its labels. Without a loss: crossentropy for the last activation, where a network without
 * one ends in logits.
 *
 * @param head The model's output.
 * @param classes Number of classes of the data.
 * @param options The run's. `loss` is that of the file if the user sets none.
 * @throws {PupilaError} 'output-mismatch' if the outputs do not fit the classes or the loss; 'invalid-argument' if the
 *   labels do not fit the loss.
 */
export function resolveRunLoss(head: OutputHead, classes: number, options: LossOptions): RunLoss {
  if (options.loss === null) return crossentropyFor(head, classes, options.classMode);
  const loss = resolveLoss(options.loss);
  if (head.units === 1 ? classes > 2 : head.units !== classes)
    throw mismatch(
      message`A model must have one output per class, or one output for two classes.`,
      head,
      classes,
    );
  if (head.units === 1 && needsUnitPerClass(loss.name))
    throw invalidArgument(
      message`The loss ${loss.name} needs a model with one output per class; binary_crossentropy takes one output for two.`,
      { units: head.units, classes },
    );
  const needed = loss.name === SPARSE ? 'sparse' : head.units === 1 ? 'binary' : 'categorical';
  const classMode = options.classMode ?? needed;
  if (isOneHot(classMode) === isOneHot(needed)) return { loss, classMode };
  const twin = twinOf(loss);
  if (twin) return { loss: twin, classMode };
  throw invalidArgument(message`\`classMode\` must be '${needed}' for ${loss.name}.`, { classMode });
}

const isOneHot = (classMode: ClassMode): boolean => classMode === 'categorical';

/** Returns the loss with the same values for labels of the other format. */
function twinOf({ name, fromLogits = false, labelSmoothing = 0 }: ResolvedLoss): ResolvedLoss | null {
  if (name === SPARSE) return resolveLoss({ name: 'categorical_crossentropy', fromLogits });
  if (name === 'categorical_crossentropy' && labelSmoothing === 0)
    return resolveLoss({ name: SPARSE, fromLogits });
  return null;
}

function crossentropyFor(head: OutputHead, classes: number, given: ClassMode | null): RunLoss {
  const classMode = given ?? defaultClassMode(classes);
  const { activation, units } = head;
  const isLogits = activation === 'linear';
  if (activation !== 'sigmoid' && activation !== 'softmax' && !isLogits) {
    throw new PupilaError(
      'output-mismatch',
      withReceived(
        message`A classifier must end in sigmoid, in softmax, or in logits without an activation.`,
        {
          activation,
        },
      ),
    );
  }
  const isBinary = activation === 'sigmoid' || (isLogits && units === 1);
  const fits = isBinary && classMode !== 'categorical' ? units === 1 && classes <= 2 : units === classes;
  if (!fits) {
    const rule = message`A model must have one softmax unit per class, or one sigmoid unit for two classes.`;
    throw mismatch(rule, head, classes, classMode);
  }
  const name = crossentropyOf(isBinary ? 'sigmoid' : 'softmax', classMode);
  return { loss: resolveLoss({ name, ...(isLogits && { fromLogits: true }) }), classMode };
}

function mismatch(
  rule: ReturnType<typeof message>,
  { units }: OutputHead,
  classes: number,
  classMode?: ClassMode,
): PupilaError {
  const received = { units, classes, ...(classMode && { classMode }) };
  return new PupilaError('output-mismatch', withReceived(rule, received));
}
