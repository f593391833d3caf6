/** Keras 3's optimizers as plain data: names, arguments, defaults. `resolve-optimizer.ts` validates them. */
import { type Message, message } from '../core/message';
import type { LearningRateSchedule } from './learning-rate-schedule';

/** Arguments of every optimizer: those of Keras's `keras.optimizers.Optimizer`, in camelCase. */
export interface OptimizerArguments {
  /** A number, or a schedule of the steps. Default 0.001; 0.01 for SGD. */
  learningRate?: number | LearningRateSchedule;
  /**
   * Before each update, every trainable weight, biases included, loses this share of itself times the learning rate.
   * Default null: none; 0.004 for AdamW.
   */
  weightDecay?: number | null;
  /** Maximum norm of each weight's gradient. At most one of the three limits is set. Default null: none. */
  clipnorm?: number | null;
  /** Maximum norm of all gradients together. Default null: none. */
  globalClipnorm?: number | null;
  /** Maximum size of each value of a gradient. Default null: none. */
  clipvalue?: number | null;
  /** Whether to keep a moving average of the weights, which replaces them at the end of `fit`. Default false. */
  useEma?: boolean;
  /** Share of the old average in the new one. Default 0.99. */
  emaMomentum?: number;
  /** Updates after which the average replaces the weights during training. Default null: never. */
  emaOverwriteFrequency?: number | null;
  /**
   * Keras multiplies the loss by it and divides the gradients by it. In float32, which Pupila computes in, the result is
   * the same without it. Default null.
   */
  lossScaleFactor?: number | null;
  /** Steps whose mean gradient makes one update, at least 2. Default null: each step makes one. */
  gradientAccumulationSteps?: number | null;
}

/** Stochastic gradient descent. */
export interface SgdConfig extends OptimizerArguments {
  name: 'sgd';
  /** 0 … 1. Default 0. */
  momentum?: number;
  /** Default false. */
  nesterov?: boolean;
}

/** RMSprop. */
export interface RmspropConfig extends OptimizerArguments {
  name: 'rmsprop';
  /** Default 0.9. */
  rho?: number;
  /** Default 0. */
  momentum?: number;
  /** Default 1e-7. */
  epsilon?: number;
  /** Whether to divide by an estimate of the variance. Default false. */
  centered?: boolean;
}

/** Arguments of Adam and its relatives. */
export interface AdamArguments extends OptimizerArguments {
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

/** Adam. */
export interface AdamConfig extends AdamArguments {
  name: 'adam';
  /** Default false. */
  amsgrad?: boolean;
}

/** AdamW: Adam with weight decay. */
export interface AdamWConfig extends AdamArguments {
  name: 'adamw';
  /** Default false. */
  amsgrad?: boolean;
}

/** Adam with Nesterov momentum. */
export interface NadamConfig extends AdamArguments {
  name: 'nadam';
}

/** Adam with the maximum norm. */
export interface AdamaxConfig extends AdamArguments {
  name: 'adamax';
}

/** Adam with a step size that follows the norm of each weight. */
export interface LambConfig extends AdamArguments {
  name: 'lamb';
}

/** Adagrad. */
export interface AdagradConfig extends OptimizerArguments {
  name: 'adagrad';
  /** At least 0. Default 0.1. */
  initialAccumulatorValue?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

/** Adadelta. */
export interface AdadeltaConfig extends OptimizerArguments {
  name: 'adadelta';
  /** Default 0.95. */
  rho?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

/** Lion. */
export interface LionConfig extends OptimizerArguments {
  name: 'lion';
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.99. */
  beta2?: number;
}

/** FTRL. */
export interface FtrlConfig extends OptimizerArguments {
  name: 'ftrl';
  /** At most 0. Default -0.5. */
  learningRatePower?: number;
  /** At least 0. Default 0.1. */
  initialAccumulatorValue?: number;
  /** At least 0. Default 0. */
  l1RegularizationStrength?: number;
  /** At least 0. Default 0. */
  l2RegularizationStrength?: number;
  /** At least 0. Default 0. */
  l2ShrinkageRegularizationStrength?: number;
  /** Default 0. */
  beta?: number;
}

/** Adafactor. */
export interface AdafactorConfig extends OptimizerArguments {
  name: 'adafactor';
  /** Default -0.8. */
  beta2Decay?: number;
  /** Default 1e-30. */
  epsilon1?: number;
  /** Default 0.001. */
  epsilon2?: number;
  /** Default 1. */
  clipThreshold?: number;
  /** Whether the learning rate is at most 1 / √step, unless it follows a schedule. Default true. */
  relativeStep?: boolean;
}

/** An optimizer and its arguments, named as in Keras in camelCase. Missing arguments have Keras's defaults. */
export type OptimizerConfig =
  | SgdConfig
  | RmspropConfig
  | AdamConfig
  | AdamWConfig
  | NadamConfig
  | AdamaxConfig
  | LambConfig
  | AdagradConfig
  | AdadeltaConfig
  | LionConfig
  | FtrlConfig
  | AdafactorConfig;

/** Name of an optimizer: that of Keras's class, in lower case. */
export type OptimizerName = OptimizerConfig['name'];

/** All arguments set. */
export type ResolvedOptimizer<Name extends OptimizerName = OptimizerName> = Required<
  Extract<OptimizerConfig, { name: Name }>
>;

/** An optimizer in a file that Pupila cannot train with. */
export interface UnsupportedOptimizer {
  readonly name: null;
  /** The class or argument, as a full sentence. */
  readonly problem: Message;
}

/** The optimizer in a model's file. */
export type SavedOptimizer = OptimizerConfig | UnsupportedOptimizer;

/** An optimizer's class in Keras, and its defaults in the order of its `get_config`. */
interface OptimizerClass<Name extends OptimizerName> {
  readonly className: string;
  readonly defaults: Omit<ResolvedOptimizer<Name>, 'name'>;
}

const common = (learningRate: number, weightDecay: number | null = null): Required<OptimizerArguments> => ({
  learningRate,
  weightDecay,
  clipnorm: null,
  globalClipnorm: null,
  clipvalue: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  lossScaleFactor: null,
  gradientAccumulationSteps: null,
});
const ADAM = { ...common(0.001), beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Keras's optimizers. */
export const OPTIMIZERS: { readonly [Name in OptimizerName]: OptimizerClass<Name> } = {
  sgd: { className: 'SGD', defaults: { ...common(0.01), momentum: 0, nesterov: false } },
  rmsprop: {
    className: 'RMSprop',
    defaults: { ...common(0.001), rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  },
  adam: { className: 'Adam', defaults: { ...ADAM, amsgrad: false } },
  adamw: { className: 'AdamW', defaults: { ...ADAM, weightDecay: 0.004, amsgrad: false } },
  nadam: { className: 'Nadam', defaults: ADAM },
  adamax: { className: 'Adamax', defaults: ADAM },
  lamb: { className: 'Lamb', defaults: ADAM },
  adagrad: {
    className: 'Adagrad',
    defaults: { ...common(0.001), initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  },
  adadelta: { className: 'Adadelta', defaults: { ...common(0.001), rho: 0.95, epsilon: 1e-7 } },
  lion: { className: 'Lion', defaults: { ...common(0.001), beta1: 0.9, beta2: 0.99 } },
  ftrl: {
    className: 'Ftrl',
    defaults: {
      ...common(0.001),
      learningRatePower: -0.5,
      initialAccumulatorValue: 0.1,
      l1RegularizationStrength: 0,
      l2RegularizationStrength: 0,
      l2ShrinkageRegularizationStrength: 0,
      beta: 0,
    },
  },
  adafactor: {
    className: 'Adafactor',
    defaults: {
      ...common(0.001),
      beta2Decay: -0.8,
      epsilon1: 1e-30,
      epsilon2: 0.001,
      clipThreshold: 1,
      relativeStep: true,
    },
  },
};

/** Names of all optimizers. */
export const OPTIMIZER_NAMES = Object.keys(OPTIMIZERS) as OptimizerName[];

/** What the name of another optimizer is. */
export const UNKNOWN_OPTIMIZER = message`Unknown optimizer.`;

/** Arguments of optimizers and schedules that are integers in Keras. */
const INTEGERS: readonly string[] = [
  'emaOverwriteFrequency',
  'gradientAccumulationSteps',
  'decaySteps',
  'firstDecaySteps',
  'warmupSteps',
  'boundaries',
];

/**
 * Returns a number argument as text for Python and for the JSON that Keras reads. Keras refuses an integer where it wants a
 * float, or computes in integers: 1 becomes `1.0`.
 *
 * @param name In camelCase.
 */
export function numberText(name: string, value: number): string {
  return Number.isSafeInteger(value) && !INTEGERS.includes(name) ? `${value}.0` : String(value);
}
