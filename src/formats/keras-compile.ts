/** The training configuration in a `.keras` file: the arguments of Keras's `compile`, and the optimizer's state. */
import { type OptimizerConfig, resolveOptimizer } from '../options/optimizer-config';
import type { LossName } from '../training/losses';
import type { OptimizerState, TrainState } from '../training/train-step';
import type { Hdf5Array, WeightArray } from './hdf5';
import type { Json } from './keras-config';
import { type KerasObject, kerasObject } from './keras-layer-config';

/** Arguments of Keras's `compile`, with the optimizer's state. */
export interface CompileArguments {
  optimizer: OptimizerConfig;
  loss: LossName;
  /** Progress of the optimizer. Default: no update yet. */
  state?: Pick<TrainState, 'iterations' | 'slots'> | null;
}

/** Keras's class name and default instance name of each optimizer. */
const OPTIMIZERS = { adam: ['Adam', 'adam'], sgd: ['SGD', 'sgd'], rmsprop: ['RMSprop', 'rm_sprop'] } as const;

/** Returns `compile_config` without `jit_compile`, so that Keras chooses the value for its backend. */
export function compileConfig({ optimizer, loss }: CompileArguments): { optimizer: KerasObject } & Json {
  return {
    optimizer: optimizerObject(optimizer),
    loss,
    loss_weights: null,
    metrics: ['accuracy'],
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
  };
}

function optimizerObject(config: OptimizerConfig): KerasObject {
  const { name, learningRate, beta1, beta2, rho, epsilon, momentum, nesterov } = resolveOptimizer(config);
  const [className, instanceName] = OPTIMIZERS[name];
  const specificArguments = {
    adam: { beta_1: beta1, beta_2: beta2, epsilon, amsgrad: false },
    sgd: { momentum, nesterov },
    rmsprop: { rho, momentum, epsilon, centered: false },
  }[name];
  return kerasObject('keras.optimizers', className, {
    name: instanceName,
    learning_rate: Math.fround(learningRate),
    weight_decay: null,
    clipnorm: null,
    global_clipnorm: null,
    clipvalue: null,
    use_ema: false,
    ema_momentum: 0.99,
    ema_overwrite_frequency: null,
    loss_scale_factor: null,
    gradient_accumulation_steps: null,
    ...specificArguments,
  });
}

/**
 * Returns the optimizer's variables in Keras's order: `iterations`, `learning_rate`, then the slots. Adam's slots are
 * grouped by weight, those of the other optimizers by slot. As in Keras, there are no slots before the first update.
 *
 * @param shapes Shape of each of `trainableWeights`.
 */
export function optimizerArrays({ optimizer, state }: CompileArguments, shapes: number[][]): WeightArray[] {
  const { name, learningRate } = resolveOptimizer(optimizer);
  const { iterations = 0, slots = [] } = state ?? {};
  const of = (slot: Float32Array[], i: number): WeightArray => ({
    shape: shapes[i] as number[],
    data: slot[i] as Float32Array,
  });
  const slotArrays =
    name === 'adam'
      ? shapes.flatMap((_, i) => slots.map((slot) => of(slot, i)))
      : slots.flatMap((slot) => shapes.map((_, i) => of(slot, i)));
  const scalars = [Int32Array.of(iterations), Float32Array.of(learningRate)];
  return [...scalars.map((data) => ({ shape: [], data })), ...slotArrays];
}

/** Returns the optimizer of a `compile_config`, or null if it has none or one that Pupila does not support. */
export function optimizerConfig(compile: unknown): OptimizerConfig | null {
  const name = optimizerName(compile);
  if (!name) return null;
  const { config = {} } = (compile as { optimizer: { config?: Json } }).optimizer;
  const values = {
    learningRate: config['learning_rate'],
    momentum: config['momentum'],
    nesterov: config['nesterov'],
    beta1: config['beta_1'],
    beta2: config['beta_2'],
    rho: config['rho'],
    epsilon: config['epsilon'],
  };
  // Skips a learning rate that is a schedule (an object).
  const known = Object.entries(values).filter(([, value]) => ['number', 'boolean'].includes(typeof value));
  const numbers = known.map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'number' ? shortestFloat32(value) : value,
  ]);
  return { name, ...Object.fromEntries(numbers) };
}

/** Returns the shortest decimal with this float32 value. Keras writes a float32 with all digits of a double. */
function shortestFloat32(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

function optimizerName(compile: unknown): OptimizerConfig['name'] | null {
  const { class_name } = ((compile as Json | undefined)?.['optimizer'] ?? {}) as Partial<KerasObject>;
  const names = Object.keys(OPTIMIZERS) as OptimizerConfig['name'][];
  return names.find((name) => OPTIMIZERS[name][0] === class_name) ?? null;
}

/**
 * Reads the optimizer's state from the variables that Keras or `optimizerArrays` wrote. Returns null before the first
 * update, for an unsupported optimizer, and if the shapes do not match the weights.
 */
export function optimizerState(
  compile: unknown,
  arrays: readonly Hdf5Array[],
  shapes: readonly number[][],
): OptimizerState | null {
  const name = optimizerName(compile);
  const [counter, , ...slotArrays] = arrays;
  const iterations = counter?.data[0] ?? 0;
  const count = slotArrays.length / shapes.length;
  if (!name || !Number.isInteger(iterations) || iterations <= 0) return null;
  // Zero is valid: SGD without momentum has no slots. Its `iterations` still matter, because dropout depends on them.
  if (!Number.isInteger(count)) return null;
  const at = (slot: number, i: number) =>
    slotArrays[name === 'adam' ? i * count + slot : slot * shapes.length + i] as Hdf5Array;
  const slots = Array.from({ length: count }, (_, slot) => shapes.map((_, i) => at(slot, i)));
  const fits = slots.every((slot) => slot.every(({ shape }, i) => String(shape) === String(shapes[i])));
  if (!fits) return null;
  return {
    name,
    iterations,
    slots: slots.map((slot) => slot.map(({ data }) => data)),
  };
}
