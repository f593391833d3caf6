/** An optimizer's name and arguments, with Keras 3's defaults. */
import { invalidArgument } from '../core/errors';

/** Which optimizer, and with what. Unset members have Keras's defaults. */
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

/** All members set. */
export type ResolvedOptimizer = Required<OptimizerConfig>;

/** Name, learning rate and momentum of an optimizer. */
type Chosen = Required<Pick<OptimizerConfig, 'learningRate' | 'momentum'>> & {
  optimizer: OptimizerConfig['name'];
};

/**
 * A run's optimizer: what is given, else what a model's file says, else Adam at 0.001.
 *
 * @param given Null: not given.
 * @param saved The file's; its learning rate and momentum count where the optimizer is the same.
 */
export function resolveRunOptimizer(
  given: { [Name in keyof Chosen]: Chosen[Name] | null },
  saved: OptimizerConfig | null | undefined,
): Chosen {
  const optimizer = given.optimizer ?? saved?.name ?? 'adam';
  const { learningRate = 0.001, momentum = 0 } = saved?.name === optimizer ? saved : {};
  return {
    optimizer,
    learningRate: given.learningRate ?? learningRate,
    momentum: given.momentum ?? momentum,
  };
}

/** Fills in Keras's defaults. */
export function resolveOptimizer(config: OptimizerConfig): ResolvedOptimizer {
  if (!['adam', 'sgd', 'rmsprop'].includes(config.name)) {
    throw invalidArgument('`optimizer` is one of adam, sgd, rmsprop.', { optimizer: config.name });
  }
  return {
    learningRate: config.name === 'sgd' ? 0.01 : 0.001,
    momentum: 0,
    nesterov: false,
    beta1: 0.9,
    beta2: 0.999,
    rho: 0.9,
    epsilon: 1e-7,
    ...config,
  };
}
