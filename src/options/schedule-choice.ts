/** A learning-rate schedule as a user writes it. `resolve-optimizer.ts` validates it. */
import { camelCase } from '../core/spelling';
import type { LearningRateSchedule } from './learning-rate-schedule';

/**
 * Keras's name of a schedule and its arguments, in camelCase or in Keras's spelling. `initialLearningRate` may be missing:
 * it is then the run's learning rate.
 */
export interface ScheduleChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/**
 * Reads a schedule from an object or a text: `CosineDecay:decay_steps=1000,alpha=0.1`, or JSON.
 *
 * @returns The schedule with its arguments in camelCase, unchecked. Undefined if it is none of these.
 * @example
 * readScheduleChoice('CosineDecay:decay_steps=1000'); // { name: 'CosineDecay', decaySteps: 1000 }
 */
export function readScheduleChoice(value: unknown): ScheduleChoice | undefined {
  const object = typeof value === 'string' ? readText(value) : value;
  if (typeof object !== 'object' || object === null || !('name' in object)) return undefined;
  const entries = Object.entries(object).map(([key, argument]) => [camelCase(key), argument]);
  return typeof object.name === 'string' ? (Object.fromEntries(entries) as ScheduleChoice) : undefined;
}

function readText(text: string): unknown {
  if (/^\s*\{/.test(text)) return parse(text);
  const [name = '', args = ''] = text.trim().split(/:(.*)/s);
  const pairs = args.split(',').filter((pair) => pair.trim() !== '');
  const values = pairs.map((pair) => pair.split('=').map((part) => part.trim()));
  if (name === '' || values.some(({ length }) => length !== 2)) return undefined;
  return { ...Object.fromEntries(values.map(([key, each]) => [key, parse(each as string) ?? each])), name };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Fills in the first rate, where the schedule has one. */
export function withInitialRate(
  choice: ScheduleChoice | LearningRateSchedule,
  learningRate: number,
): LearningRateSchedule {
  const hasRate = choice.name !== 'PiecewiseConstantDecay';
  return { ...(hasRate && { initialLearningRate: learningRate }), ...choice } as LearningRateSchedule;
}
