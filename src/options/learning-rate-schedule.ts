/** Keras's `keras.optimizers.schedules`, as plain data. `src/training/schedules.ts` computes the rates. */

/** `initialLearningRate * decayRate ** (step / decaySteps)`. */
export interface ExponentialDecay {
  name: 'ExponentialDecay';
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Whether the rate changes only every `decaySteps` steps. Default false. */
  staircase?: boolean;
}

/** `initialLearningRate / (1 + decayRate * step / decaySteps)`. */
export interface InverseTimeDecay {
  name: 'InverseTimeDecay';
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Whether the rate changes only every `decaySteps` steps. Default false. */
  staircase?: boolean;
}

/** From `initialLearningRate` to `endLearningRate` in `decaySteps` steps, along a power. */
export interface PolynomialDecay {
  name: 'PolynomialDecay';
  initialLearningRate: number;
  decaySteps: number;
  /** Default 0.0001. */
  endLearningRate?: number;
  /** Default 1: a line. */
  power?: number;
  /** Whether the decay starts again, over more steps, when it ends. Default false. */
  cycle?: boolean;
}

/** Half a cosine, from `initialLearningRate` to `alpha` times it in `decaySteps` steps, after an optional warm-up. */
export interface CosineDecay {
  name: 'CosineDecay';
  initialLearningRate: number;
  decaySteps: number;
  /** Last rate, as a share of the rate that the decay starts from. Default 0. */
  alpha?: number;
  /** Rate that the warm-up ends with and the decay starts from. Default null: no warm-up. */
  warmupTarget?: number | null;
  /** Steps of the warm-up, which rises along a line. Default 0. */
  warmupSteps?: number;
}

/** Cosine decays, one after another. */
export interface CosineDecayRestarts {
  name: 'CosineDecayRestarts';
  initialLearningRate: number;
  /** Steps of the first decay. */
  firstDecaySteps: number;
  /** Factor between the steps of a decay and of the next one. Default 2. */
  tMul?: number;
  /** Factor between the first rate of a decay and of the next one. Default 1. */
  mMul?: number;
  /** Last rate of a decay, as a share of `initialLearningRate`. Default 0. */
  alpha?: number;
}

/** `values[0]` up to and including step `boundaries[0]`, and so on. */
export interface PiecewiseConstantDecay {
  name: 'PiecewiseConstantDecay';
  boundaries: readonly number[];
  /** One more than `boundaries`. */
  values: readonly number[];
}

/** A learning rate that depends on the number of steps so far, with Keras's class name and arguments. */
export type LearningRateSchedule =
  | ExponentialDecay
  | InverseTimeDecay
  | PolynomialDecay
  | CosineDecay
  | CosineDecayRestarts
  | PiecewiseConstantDecay;

export type ScheduleName = LearningRateSchedule['name'];

/** All arguments set. */
export type ResolvedSchedule<Name extends ScheduleName = ScheduleName> = Required<
  Extract<LearningRateSchedule, { name: Name }>
>;

/** Keras's defaults of each schedule, in the order of its `get_config`. Null for arguments that must be given. */
export const SCHEDULES = {
  ExponentialDecay: { initialLearningRate: null, decaySteps: null, decayRate: null, staircase: false },
  InverseTimeDecay: { initialLearningRate: null, decaySteps: null, decayRate: null, staircase: false },
  PolynomialDecay: {
    initialLearningRate: null,
    decaySteps: null,
    endLearningRate: 0.0001,
    power: 1,
    cycle: false,
  },
  CosineDecay: {
    initialLearningRate: null,
    decaySteps: null,
    alpha: 0,
    warmupTarget: null,
    warmupSteps: 0,
  },
  CosineDecayRestarts: { initialLearningRate: null, firstDecaySteps: null, tMul: 2, mMul: 1, alpha: 0 },
  PiecewiseConstantDecay: { boundaries: null, values: null },
} satisfies { readonly [Name in ScheduleName]: Readonly<Record<ArgumentOf<Name>, unknown>> };

type ArgumentOf<Name extends ScheduleName> = Exclude<keyof ResolvedSchedule<Name>, 'name'> & string;

/** Returns the rate of the first step without its warm-up. */
export function initialRate(schedule: LearningRateSchedule): number {
  return schedule.name === 'PiecewiseConstantDecay'
    ? (schedule.values[0] as number)
    : schedule.initialLearningRate;
}
