/** A loss in Keras's words, as in `compile_config` and `training_config`. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { kerasArgument } from '../core/spelling';
import type { Json } from '../models/layers/row';
import {
  LOSSES,
  type Loss,
  type LossArguments,
  type LossConfig,
  type SavedLoss,
  lossNamed,
} from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import { type KerasObject, kerasObject } from './keras-layer-config';
import { isOfKeras, orProblem } from './keras-saved';

/** Arguments of all losses of Keras that Pupila has no member for, with the values that it computes. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  axis: [-1, 1],
  reduction: ['sum_over_batch_size', 'auto', 'mean'],
  dtype: ['float32', null],
  ignore_class: [null],
};

/** Returns the loss as Keras writes it: its name, or an object if an argument is not the default. */
export function lossObject(given: Loss): string | KerasObject {
  const { name, ...args } = resolveLoss(given);
  const { className, defaults } = LOSSES[name];
  const isDefault = Object.entries(defaults).every(
    ([key, value]) => String(args[key as keyof LossArguments]) === String(value),
  );
  if (isDefault) return name;
  return kerasObject('keras.losses', className, {
    name,
    reduction: 'sum_over_batch_size',
    ...Object.fromEntries(Object.entries(args).map(([key, value]) => [kerasArgument(key), value as unknown])),
  });
}

/**
 * Returns the loss of a `compile_config` or `training_config`, or null if it has none. One that Pupila cannot train with, or
 * an argument that it does not have, becomes a `problem`.
 */
export function savedLoss(compile: unknown): SavedLoss | null {
  const { loss, loss_weights: weights = null } = (compile ?? {}) as Json;
  if (loss === null || loss === undefined) return null;
  return orProblem(() => {
    const weight = onlyMember(weights);
    if (weight !== null && weight !== 1)
      throw invalidArgument(message`\`loss_weights\` must be 1, or be omitted.`, { loss_weights: weights });
    return resolveLoss(readLoss(onlyMember(loss)));
  });
}

/** Keras also writes the loss of the only output as a list, or by the output's name. */
function onlyMember(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !('class_name' in value);
  const members: unknown[] = isObject ? Object.values(value) : [value];
  return members.length === 1 ? members[0] : value;
}

function readLoss(saved: unknown): Loss {
  const object = (typeof saved === 'object' ? saved : { class_name: saved }) as Json;
  const { class_name, config } = object;
  // A function is an object with its name as `config`.
  const isFunction = class_name === 'function' && typeof config === 'string';
  const given = isFunction ? config : class_name;
  const name = typeof given === 'string' && isOfKeras(object) ? lossNamed(given) : undefined;
  if (!name) throw invalidArgument(message`The loss of a file must be one that Pupila has.`, { loss: given });
  return isFunction || typeof config !== 'object' ? name : readArguments(name, (config ?? {}) as Json);
}

function readArguments(name: LossConfig['name'], config: Json): Loss {
  const { className, defaults } = LOSSES[name];
  const names = new Map(Object.keys(defaults).map((key) => [kerasArgument(key), key]));
  const args: Json = {};
  for (const [key, value] of Object.entries(config)) {
    const known = names.get(key);
    if (known) args[known] = value;
    else if (key !== 'name' && key !== 'fn') checkFixed(className, key, value);
  }
  return { ...args, name };
}

function checkFixed(className: string, key: string, value: unknown): void {
  const allowed = FIXED[key] ?? [null];
  if (allowed.includes(value)) return;
  const rule =
    key in FIXED
      ? message`\`${key}\` of ${className} must be ${String(allowed[0])}.`
      : message`${className} has no argument \`${key}\` in Pupila.`;
  throw invalidArgument(rule, { [key]: value });
}
