/** Validates losses, and fills in Keras's defaults. */
import { message } from '../core/message';
import {
  LOSSES,
  LOSS_NAMES,
  type Loss,
  type LossArguments,
  type LossConfig,
  type ResolvedLoss,
  lossNamed,
} from './loss-config';
import { writtenChoice } from './named-choice';
import { unknownName } from './unknown-name';
import {
  type Check,
  type Rules,
  flag,
  isNumber,
  isNumbers,
  numeric,
  readOptions,
  share,
} from './option-rules';

const CHECKS: { readonly [Name in keyof LossArguments]-?: Check } = {
  fromLogits: flag(false),
  labelSmoothing: share,
  alpha: {
    says: message`must be a number, or a list with a number for each class`,
    read: (value) => (isNumber(value) || isNumbers(value) ? value : undefined),
  },
  gamma: numeric(0, 0),
  applyClassBalancing: flag(false),
  delta: numeric(0, 0),
};

/**
 * Fills in Keras's defaults.
 *
 * @param loss A name of a function, class or alias in Keras, alone or in an object with arguments.
 * @throws {PupilaError} 'invalid-argument' for an unknown loss, argument or value.
 * @example
 * resolveLoss('mse').name; // 'mean_squared_error'
 */
export function resolveLoss(loss: Loss): ResolvedLoss {
  const { name: given, ...args } = typeof loss === 'string' ? { name: loss } : loss;
  const name = lossNamed(given);
  if (!name) throw unknownName(message`Unknown loss.`, LOSS_NAMES, String(given), { loss: given });
  const { className, defaults } = LOSSES[name];
  const rules = Object.entries(defaults).map(([key, initial]) => [
    key,
    { ...CHECKS[key as keyof LossArguments], default: initial as unknown },
  ]);
  const checked = readOptions(className, Object.fromEntries(rules) as Rules<LossArguments>, args);
  return { name, ...checked };
}

/**
 * Reads the loss of a run: a name or an object, as `resolveLoss`, or a text with arguments.
 *
 * @returns Undefined if it is none of these.
 * @throws {PupilaError} 'invalid-argument' as `resolveLoss` does.
 */
export function readLoss(value: unknown): ResolvedLoss | undefined {
  const choice = writtenChoice(value);
  return choice && resolveLoss(choice as unknown as LossConfig);
}
