/** An optimizer in Keras 3's words: its object in `compile_config`, and its variables in `model.weights.h5`. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { kerasArgument } from '../core/spelling';
import {
  type LearningRateSchedule,
  type ResolvedSchedule,
  SCHEDULES,
  type ScheduleName,
} from '../options/learning-rate-schedule';
import {
  OPTIMIZERS,
  OPTIMIZER_NAMES,
  type OptimizerConfig,
  type OptimizerName,
  type ResolvedOptimizer,
  type SavedOptimizer,
} from '../options/optimizer-config';
import { resolveOptimizer, resolveSchedule } from '../options/resolve-optimizer';
import { ruleOf, slotGroups, slotShape, updatesAfter } from '../training/optimizers';
import type { OptimizerState, TrainState } from '../training/train-step';
import type { Hdf5Array, WeightArray } from './hdf5';
import type { Json } from '../models/layers/row';
import { type KerasObject, kerasObject } from './keras-layer-config';
import { kerasSnakeCase } from './keras-layout';
import { isOfKeras, orProblem } from './keras-saved';

/** Names that Keras gives schedules, where they differ from the class's. */
const SCHEDULE_INSTANCES: Partial<Record<ScheduleName, string>> = {
  CosineDecayRestarts: 'SGDRDecay',
  PiecewiseConstantDecay: 'PiecewiseConstant',
};

/** Arguments in files that change nothing here: names, and how Keras computes. */
const WITHOUT_EFFECT: readonly string[] = ['name', 'jit_compile', 'is_legacy_optimizer'];

/** Renames arguments to Keras's names. */
const toKeras = (args: object): Json =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [kerasArgument(name), value as unknown]));

/** Returns the serialized optimizer. */
export function optimizerObject(config: OptimizerConfig): KerasObject {
  const { name, learningRate, ...args } = resolveOptimizer(config);
  const { className } = OPTIMIZERS[name];
  return kerasObject('keras.optimizers', className, {
    name: kerasSnakeCase(className),
    learning_rate:
      typeof learningRate === 'number'
        ? Math.fround(learningRate)
        : scheduleObject(resolveSchedule(learningRate)),
    ...toKeras(args),
  });
}

function scheduleObject({ name, ...args }: ResolvedSchedule): KerasObject {
  const instance = SCHEDULE_INSTANCES[name] ?? name;
  return kerasObject('keras.optimizers.schedules', name, { ...toKeras(args), name: instance });
}

/**
 * Returns the optimizer of a `compile_config`, or null if it has none. One that Pupila cannot train with, or an argument
 * that it does not have, becomes a `problem`.
 */
export function savedOptimizer(compile: unknown): SavedOptimizer | null {
  const saved = (compile as Json | null | undefined)?.['optimizer'];
  if (saved === null || saved === undefined) return null;
  return orProblem(() =>
    resolveOptimizer(readOptimizer(typeof saved === 'string' ? { class_name: saved } : saved)),
  );
}

function readOptimizer(saved: object): OptimizerConfig {
  const className = classNameOf(saved);
  const name = OPTIMIZER_NAMES.find((each) => each === className.toLowerCase());
  if (!name || !isOfKeras(saved)) {
    const rule = message`The optimizer of a file must be one that Pupila has.`;
    throw invalidArgument(rule, { optimizer: className });
  }
  // Keras before 2.3 calls the learning rate `lr`.
  const { lr, ...config } = configOf(saved);
  const renamed = lr === undefined ? config : { learning_rate: lr, ...config };
  const given = readArguments(className, OPTIMIZERS[name].defaults, renamed);
  const rate = given['learningRate'];
  const learningRate = typeof rate === 'object' && rate !== null ? { learningRate: readSchedule(rate) } : {};
  return { name, ...given, ...learningRate };
}

function readSchedule(saved: object): LearningRateSchedule {
  const className = classNameOf(saved);
  const names = Object.keys(SCHEDULES) as ScheduleName[];
  const name = names.find((each) => each === className);
  if (!name || !isOfKeras(saved)) {
    const rule = message`The learning-rate schedule of a file must be one that Pupila has.`;
    throw invalidArgument(rule, { learning_rate: className });
  }
  return { name, ...readArguments(name, SCHEDULES[name], configOf(saved)) } as LearningRateSchedule;
}

/** Renames the arguments in a file. @throws {PupilaError} 'invalid-argument' for one that the class does not have here. */
function readArguments(className: string, defaults: object, config: Json): Record<string, unknown> {
  const names = new Map(Object.keys(defaults).map((name) => [kerasArgument(name), name]));
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    const name = names.get(key);
    if (name) known[name] = typeof value === 'number' ? shortestFloat32(value) : value;
    // Older versions of Keras write arguments that later ones do not have. Off, they change nothing.
    else if (!WITHOUT_EFFECT.includes(key) && ![null, false, 0].includes(value as null))
      throw invalidArgument(message`${className} has no argument \`${key}\` in Pupila.`, { [key]: value });
  }
  return known;
}

const configOf = (saved: object): Json => ('config' in saved ? (saved.config as Json) : {});

/** Keras 2 prefixes optimizers' names with `Custom>`. A function in place of an object has its own class. */
const classNameOf = (saved: object): string =>
  'class_name' in saved ? String(saved.class_name).replace(/^Custom>/, '') : 'object';

/** Returns the shortest decimal with this float32 value. Keras writes a float32 with all digits of a double. */
function shortestFloat32(value: number): number {
  const decimals = [7, 8, 9].map((digits) => Number(value.toPrecision(digits)));
  return decimals.find((decimal) => Math.fround(decimal) === value) ?? value;
}

/**
 * Returns the optimizer's variables in Keras's order: `iterations`, `learning_rate` unless it is a schedule, the slots, and
 * scalars. As in Keras, there is nothing after the learning rate before the first update.
 *
 * @param shapes Shape of each of `trainableWeights`.
 */
export function optimizerArrays(
  optimizer: OptimizerConfig,
  state: Pick<TrainState, 'iterations' | 'slots'> | null,
  shapes: readonly number[][],
): WeightArray[] {
  const config = resolveOptimizer(optimizer);
  const { iterations = 0, slots = [] } = state ?? {};
  const arrays = [scalarArray(Int32Array.of(iterations))];
  if (typeof config.learningRate === 'number') arrays.push(scalarArray(Float32Array.of(config.learningRate)));
  if (!state) return arrays;
  for (const { slot, weight, shape } of slotOrder(config, shapes)) {
    arrays.push({ shape, data: slots[slot]?.[weight] as Float32Array });
  }
  const scalars = ruleOf(config).scalars?.(config, updatesAfter(config, iterations)) ?? [];
  return [...arrays, ...scalars.map((value) => scalarArray(Float32Array.of(value)))];
}

const scalarArray = (data: WeightArray['data']): WeightArray => ({ shape: [], data });

/** Which slot of which weight each of Keras's variables is. */
function slotOrder(
  config: ResolvedOptimizer<OptimizerName>,
  shapes: readonly number[][],
): { slot: number; weight: number; shape: number[] }[] {
  let first = 0;
  return slotGroups(config).flatMap((group) => {
    const start = first;
    first += group.length;
    return shapes.flatMap((shape, weight) =>
      group.map((slot, i) => ({ slot: start + i, weight, shape: [...slotShape(slot, shape)] })),
    );
  });
}

/** What an optimizer's variables in a file say. */
interface SavedVariables {
  /** Null: the file does not have it. */
  learningRate: number | null;
  /** Null before the first update. */
  state: OptimizerState | null;
}

/**
 * Reads the optimizer's state from the variables that Keras or `optimizerArrays` wrote. Returns null before the first
 * update, for an optimizer that cannot be used, and if the shapes do not match the weights.
 */
export function optimizerState(...args: Parameters<typeof optimizerVariables>): OptimizerState | null {
  return optimizerVariables(...args)?.state ?? null;
}

/**
 * Reads the variables of an optimizer. Returns null for an optimizer that cannot be used, and if the variables are not
 * those of this optimizer for these weights.
 *
 * @param shapes Shape of each of `trainableWeights`.
 */
export function optimizerVariables(
  optimizer: SavedOptimizer | null,
  arrays: readonly Hdf5Array[],
  shapes: readonly number[][],
): SavedVariables | null {
  if (!optimizer || optimizer.name === null) return null;
  const config = resolveOptimizer(optimizer);
  const iterations = arrays[0]?.data[0] ?? -1;
  if (!Number.isInteger(iterations) || iterations < 0) return null;
  // Keras 2 does not save the learning rate among the variables.
  const hasRate = typeof config.learningRate === 'number' && arrays[1]?.shape.length === 0;
  const rest = arrays.slice(hasRate ? 2 : 1);
  // Their place among the slots depends on Keras's version. Their values follow from `iterations`.
  const kept = ruleOf(config).scalars ? rest.filter(({ shape }) => shape.length > 0) : rest;
  const order = slotOrder(config, shapes);
  const fits = order.every(({ shape }, i) => String(shape) === String(kept[i]?.shape));
  if (!fits || order.length !== kept.length) return null;
  const slots: Float32Array[][] = slotGroups(config)
    .flat()
    .map(() => []);
  order.forEach(({ slot, weight }, i) => {
    (slots[slot] as Float32Array[])[weight] = kept[i]?.data as Float32Array;
  });
  return {
    learningRate: hasRate ? shortestFloat32(arrays[1]?.data[0] as number) : null,
    state: iterations === 0 ? null : { name: config.name, iterations, slots },
  };
}
