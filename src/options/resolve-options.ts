/** Validates a run's options and fills in their defaults. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { type UserOptions, readOptions, toCamelCaseOptions } from './option-rules';
import type { SavedOptimizer } from './optimizer-config';
import { checkLimits } from './resolve-optimizer';
import {
  type RunOptimizer,
  type RunOptimizerOptions,
  resolveRunOptimizer,
  takesOption,
} from './run-optimizer';
import type { ResolvedOptions, TrainingOptions } from './training-options';
import { rulesOf } from './table-rules';
import { TRAINING_TABLE, trainingOptionEntries } from './training-table';

const OWNER = message`a training run`;

/** Validated options. Null for defaults that are resolved later, from the model's file or at random. */
type CheckedOptions = Omit<ResolvedOptions, UnresolvedName> & RunOptimizerOptions & { seed: number | null };
type UnresolvedName = 'seed' | keyof RunOptimizer;

/**
 * Validates every option and fills in the defaults.
 *
 * @param options In camelCase (`batchSize`) or Keras's spelling (`batch_size`).
 * @param saved Optimizer of the model's file, the default for `optimizer` and its arguments. Null
 * (default): none.
 * @throws {PupilaError} 'invalid-argument' with the option, its rule and the received value. For an unknown name it
 * suggests the nearest one.
 * @example
 * resolveOptions({ epochs: 3 }).batchSize; // 128
 */
export function resolveOptions(
  options: UserOptions<TrainingOptions>,
  saved: SavedOptimizer | null = null,
): ResolvedOptions {
  const checked = readOptions(OWNER, rulesOf<CheckedOptions>(trainingOptionEntries()), options);
  const resolved = {
    ...checked,
    seed: checked.seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number),
    ...resolveRunOptimizer(checked, saved),
  };
  checkCombinations(resolved);
  return resolved;
}

/** Renames a run's options to camelCase, as `toCamelCaseOptions` does. */
export function camelCaseOptions(options: UserOptions<TrainingOptions>): TrainingOptions {
  return toCamelCaseOptions<TrainingOptions>(OWNER, options, Object.keys(TRAINING_TABLE));
}

/** Checks the rules that involve two options. */
function checkCombinations(options: ResolvedOptions): void {
  const { epochs, initialEpoch, momentum, optimizer } = options;
  if (initialEpoch >= epochs)
    throw invalidArgument(message`\`initialEpoch\` must be an integer of at least 0 and below \`epochs\`.`, {
      initialEpoch,
      epochs,
    });
  if (momentum > 0 && !takesOption(optimizer, 'momentum'))
    throw invalidArgument(message`\`momentum\` applies only to sgd and rmsprop.`, { momentum, optimizer });
  checkLimits(options);
}
