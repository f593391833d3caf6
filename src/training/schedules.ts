/**
 * The rates of Keras's learning-rate schedules: `keras/src/optimizers/schedules/learning_rate_schedule.py`. As in Keras,
 * every intermediate result is a float32.
 */
import type { LearningRateSchedule, ResolvedSchedule, ScheduleName } from '../options/learning-rate-schedule';
import { resolveSchedule } from '../options/resolve-optimizer';

const f = Math.fround;

/**
 * Returns the learning rate of a step.
 *
 * @param step Number of steps before it: Keras's `iterations`. With gradient accumulation, steps that only accumulate
 * count too.
 * @throws {PupilaError} 'invalid-argument' for an invalid schedule.
 * @example
 * learningRateAt({ name: 'ExponentialDecay', initialLearningRate: 0.1, decaySteps: 2, decayRate: 0.5 }, 2); // 0.05
 */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  const resolved = resolveSchedule(schedule);
  return (RATES[resolved.name] as (of: ResolvedSchedule, step: number) => number)(resolved, f(step));
}

const RATES: { readonly [Name in ScheduleName]: (of: ResolvedSchedule<Name>, step: number) => number } = {
  ExponentialDecay: ({ initialLearningRate, decayRate, ...rest }, step) =>
    f(f(initialLearningRate) * f(f(decayRate) ** progress(rest, step))),
  InverseTimeDecay: ({ initialLearningRate, decayRate, ...rest }, step) =>
    f(f(initialLearningRate) / f(1 + f(f(decayRate) * progress(rest, step)))),
  PolynomialDecay: polynomial,
  CosineDecay: cosineAfterWarmup,
  CosineDecayRestarts: cosineWithRestarts,
  PiecewiseConstantDecay: ({ boundaries, values }, step) => {
    const piece = boundaries.findIndex((boundary) => step <= boundary);
    return f(values[piece === -1 ? boundaries.length : piece] as number);
  },
};

function progress(
  { decaySteps, staircase }: { decaySteps: number; staircase: boolean },
  step: number,
): number {
  const share = f(step / f(decaySteps));
  return staircase ? Math.floor(share) : share;
}

function polynomial(
  { initialLearningRate, decaySteps, endLearningRate, power, cycle }: ResolvedSchedule<'PolynomialDecay'>,
  step: number,
): number {
  const rounds = cycle && step > 0 ? Math.ceil(f(step / f(decaySteps))) : 1;
  const length = f(f(decaySteps) * rounds);
  const left = f(1 - f(Math.min(step, length) / length));
  const range = f(f(initialLearningRate) - f(endLearningRate));
  return f(f(range * f(left ** f(power))) + f(endLearningRate));
}

/** Half a cosine from 1 (`share` 0) to 0 (`share` 1). */
const cosine = (share: number): number => f(0.5 * f(1 + f(Math.cos(f(f(Math.PI) * share)))));

function cosineAfterWarmup(schedule: ResolvedSchedule<'CosineDecay'>, step: number): number {
  const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = schedule;
  const [initial, length] = [f(initialLearningRate), f(decaySteps)];
  const decayed = (from: number, at: number): number =>
    f(from * f(f(f(1 - alpha) * cosine(f(Math.min(at, length) / length))) + f(alpha)));
  if (warmupTarget === null) return decayed(initial, step);
  const [target, warmup] = [f(warmupTarget), f(warmupSteps)];
  if (step < warmup) return f(f(f(target - initial) * f(step / warmup)) + initial);
  return decayed(target, f(step - warmup));
}

function cosineWithRestarts(
  { initialLearningRate, firstDecaySteps, tMul, mMul, alpha }: ResolvedSchedule<'CosineDecayRestarts'>,
  step: number,
): number {
  const [growth, rounds] = [f(tMul), f(step / f(firstDecaySteps))];
  let restarts = Math.floor(rounds);
  let share = f(rounds - restarts);
  if (growth !== 1) {
    const grown = f(1 - f(rounds * f(1 - growth)));
    restarts = Math.floor(f(f(Math.log(grown)) / f(Math.log(growth))));
    const before = f(f(1 - f(growth ** restarts)) / f(1 - growth));
    share = f(f(rounds - before) / f(growth ** restarts));
  }
  const decayed = f(f(f(mMul) ** restarts) * cosine(share));
  return f(f(initialLearningRate) * f(f(f(1 - f(alpha)) * decayed) + f(alpha)));
}
