/** Generates Python for Keras's losses. */
import { kerasArgument } from '../core/spelling';
import { LOSSES, type LossArguments, type ResolvedLoss } from '../options/loss-config';
import { Expression, call } from './keras-code';

/** Returns the loss for `compile`: its name, or the call that makes it if an argument is not the default. */
export function lossCode({ name, ...args }: ResolvedLoss): string | Expression {
  const { className, defaults } = LOSSES[name];
  const initial: LossArguments = defaults;
  const changed = Object.entries(args).filter(
    ([key, value]) => String(value) !== String(initial[key as keyof LossArguments]),
  );
  if (changed.length === 0) return name;
  const given = Object.fromEntries(changed.map(([key, value]) => [kerasArgument(key), value as unknown]));
  return new Expression(call(`keras.losses.${className}`, given));
}
