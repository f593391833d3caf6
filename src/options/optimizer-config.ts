/** Optimizer name and arguments, with Keras 3's defaults. */
import { oneOf, readOption } from './option-rules';

/** Names of the optimizers, the default first. */
export const OPTIMIZER_NAMES = [
  'adam',
  'sgd',
  'rmsprop',
] as const satisfies readonly OptimizerConfig['name'][];

/** An optimizer and its arguments. Missing arguments have Keras's defaults. */
export interface OptimizerConfig {
  name: 'adam' | 'sgd' | 'rmsprop';
  /** Default 0.001; 0.01 for SGD. */
  learningRate?: number;
  /** SGD and RMSprop; default 0. */
  momentum?: number;
  /** SGD; default false. */
  nesterov?: boolean;
  /** Adam; default 0.9. */
  beta1?: number;
  /** Adam; default 0.999. */
  beta2?: number;
  /** RMSprop; default 0.9. */
  rho?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

/** All arguments set. */
export type ResolvedOptimizer = Required<OptimizerConfig>;

/** Optimizer options of a run. */
type OptimizerOptions = Required<Pick<OptimizerConfig, 'learningRate' | 'momentum'>> & {
  optimizer: OptimizerConfig['name'];
};

/**
 * Resolves a run's optimizer: from the options, else from the model's file, else Adam with learning rate 0.001.
 *
 * @param options Null: not set.
 * @param saved Optimizer of the model's file. Its learning rate and momentum only apply to the same optimizer.
 */
export function resolveRunOptimizer(
  options: { [Name in keyof OptimizerOptions]: OptimizerOptions[Name] | null },
  saved: OptimizerConfig | null | undefined,
): OptimizerOptions {
  const optimizer = options.optimizer ?? saved?.name ?? OPTIMIZER_NAMES[0];
  const { learningRate = 0.001, momentum = 0 } = saved?.name === optimizer ? saved : {};
  return {
    optimizer,
    learningRate: options.learningRate ?? learningRate,
    momentum: options.momentum ?? momentum,
  };
}

/**
 * Fills in Keras's defaults.
 *
 * @throws {PupilaError} 'invalid-argument' for an unknown name.
 */
export function resolveOptimizer(config: OptimizerConfig): ResolvedOptimizer {
  const name = readOption(oneOf(OPTIMIZER_NAMES, OPTIMIZER_NAMES[0]), 'optimizer', config.name);
  return {
    learningRate: name === 'sgd' ? 0.01 : 0.001,
    momentum: 0,
    nesterov: false,
    beta1: 0.9,
    beta2: 0.999,
    rho: 0.9,
    epsilon: 1e-7,
    ...config,
  };
}
