/** A run's options, checked and with their defaults. */
import { invalidArgument } from '../core/errors';
import { type UserOptions, readOptions } from './option-rules';
import { type OptimizerConfig, resolveRunOptimizer } from './optimizer-config';
import type { ResolvedOptions, TrainingOptions } from './training-options';
import { trainingRules } from './training-rules';

/**
 * Fills in the defaults and checks every value.
 *
 * @param options In our spelling (`batchSize`) or in Keras's (`batch_size`).
 * @param saved The optimizer of a model's file, which stands for `optimizer`, `learningRate` and `momentum` where they
 * are not given; null: the course's.
 * @throws {PupilaError} 'invalid-argument' naming the option, its rule and what came; for an unknown name, the nearest one.
 * @example
 * resolveOptions({ epochs: 3 }).batchSize; // 128
 */
export function resolveOptions(
  options: UserOptions<TrainingOptions>,
  saved: OptimizerConfig | null = null,
): ResolvedOptions {
  const given = readOptions('a training run', trainingRules(), options);
  const resolved = {
    ...given,
    seed: given.seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number),
    ...resolveRunOptimizer(given, saved),
  };
  checkTogether(resolved);
  return resolved;
}

/** The rules about two options at a time. */
function checkTogether({ epochs, initialEpoch, momentum, optimizer }: ResolvedOptions): void {
  if (initialEpoch >= epochs)
    throw invalidArgument('`initialEpoch` is an integer from 0 to below `epochs`.', { initialEpoch, epochs });
  if (momentum > 0 && optimizer === 'adam')
    throw invalidArgument('`momentum` is for sgd and rmsprop.', { momentum, optimizer });
}
