/** How a model is trained, as Keras notes it in a `.keras` file: the arguments of `compile`. */
import { type OptimizerConfig, resolveOptimizer } from '../options/optimizer-config';
import type { LossName } from '../training/losses';
import type { OptimizerState, TrainState } from '../training/train-step';
import type { Hdf5Array, WeightArray } from './hdf5';
import type { Json } from './keras-config';
import { type KerasObject, kerasObject } from './keras-layer-config';

/** What `compile` is given: how the model is trained. */
export interface CompileArguments {
  optimizer: OptimizerConfig;
  loss: LossName;
  /** Where the optimizer stands; default: it has not begun. */
  state?: Pick<TrainState, 'iterations' | 'slots'> | null;
}

/** Names of the optimizers: the class, and what Keras calls one of it. */
const OPTIMIZERS = { adam: ['Adam', 'adam'], sgd: ['SGD', 'sgd'], rmsprop: ['RMSprop', 'rm_sprop'] } as const;

/** `compile_config`, but `jit_compile`, for which Keras chooses what suits its backend. */
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
  const [className, ownName] = OPTIMIZERS[name];
  const own = {
    adam: { beta_1: beta1, beta_2: beta2, epsilon, amsgrad: false },
    sgd: { momentum, nesterov },
    rmsprop: { rho, momentum, epsilon, centered: false },
  }[name];
  return kerasObject('keras.optimizers', className, {
    name: ownName,
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
    ...own,
  });
}

/**
 * The optimizer's variables in Keras's order: `iterations`, `learning_rate`, then Adam's moments weight by weight, the
 * slots of the others one after the other. One that has not begun has the first two alone, as in Keras.
 *
 * @param shapes Of each of `trainableWeights`.
 */
export function optimizerArrays({ optimizer, state }: CompileArguments, shapes: number[][]): WeightArray[] {
  const { name, learningRate } = resolveOptimizer(optimizer);
  const { iterations = 0, slots = [] } = state ?? {};
  const of = (slot: Float32Array[], i: number): WeightArray => ({
    shape: shapes[i] as number[],
    data: slot[i] as Float32Array,
  });
  const moments =
    name === 'adam'
      ? shapes.flatMap((_, i) => slots.map((slot) => of(slot, i)))
      : slots.flatMap((slot) => shapes.map((_, i) => of(slot, i)));
  const scalars = [Int32Array.of(iterations), Float32Array.of(learningRate)];
  return [...scalars.map((data) => ({ shape: [], data })), ...moments];
}

/** The optimizer of a `compile_config`; null where there is none, or none of ours. */
export function optimizerConfig(compile: unknown): OptimizerConfig | null {
  const name = optimizerName(compile);
  if (!name) return null;
  const { config = {} } = (compile as { optimizer: { config?: Json } }).optimizer;
  const given = {
    learningRate: config['learning_rate'],
    momentum: config['momentum'],
    nesterov: config['nesterov'],
    beta1: config['beta_1'],
    beta2: config['beta_2'],
    rho: config['rho'],
    epsilon: config['epsilon'],
  };
  // A learning rate may be a schedule, an object: then it is not known.
  const known = Object.entries(given).filter(([, value]) => ['number', 'boolean'].includes(typeof value));
  const numbers = known.map(([key, value]) => [key, typeof value === 'number' ? shortest(value) : value]);
  return { name, ...Object.fromEntries(numbers) };
}

/** Keras writes a float32 with all digits of a double: the number that it was made from. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

function optimizerName(compile: unknown): OptimizerConfig['name'] | null {
  const { class_name } = ((compile as Json | undefined)?.['optimizer'] ?? {}) as Partial<KerasObject>;
  const names = Object.keys(OPTIMIZERS) as OptimizerConfig['name'][];
  return names.find((name) => OPTIMIZERS[name][0] === class_name) ?? null;
}

/** What `optimizerArrays` and Keras write, read back; null where the optimizer has not begun, or is none of ours. */
export function optimizerState(
  compile: unknown,
  arrays: readonly Hdf5Array[],
  shapes: readonly number[][],
): OptimizerState | null {
  const name = optimizerName(compile);
  const [counter, , ...moments] = arrays;
  const iterations = counter?.data[0] ?? 0;
  const count = moments.length / shapes.length;
  if (!name || !Number.isInteger(iterations) || iterations <= 0) return null;
  // SGD without momentum has no moments, only the count, which dropout follows.
  if (!Number.isInteger(count)) return null;
  const at = (slot: number, i: number) =>
    moments[name === 'adam' ? i * count + slot : slot * shapes.length + i] as Hdf5Array;
  const slots = Array.from({ length: count }, (_, slot) => shapes.map((_, i) => at(slot, i)));
  const fits = slots.every((slot) => slot.every(({ shape }, i) => String(shape) === String(shapes[i])));
  if (!fits) return null;
  return {
    name,
    iterations,
    slots: slots.map((slot) => slot.map(({ data }) => data)),
  };
}
