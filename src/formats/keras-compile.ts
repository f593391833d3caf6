/** The training configuration in a `.keras` file: the arguments of Keras's `compile`, and the optimizer's state. */
import { camelCase } from '../core/spelling';
import { type OptimizerConfig, numberText } from '../options/optimizer-config';
import type { Loss } from '../options/loss-config';
import type { TrainState } from '../training/train-step';
import type { Json } from '../models/layers/row';
import type { KerasObject } from './keras-layer-config';
import { lossObject } from './keras-loss';
import { optimizerObject } from './keras-optimizer';

/** Arguments of Keras's `compile`, with the optimizer's state. */
export interface CompileArguments {
  optimizer: OptimizerConfig;
  loss: Loss;
  /** Progress of the optimizer. Default: no update yet. */
  state?: Pick<TrainState, 'iterations' | 'slots'> | null;
}

/** What a model was compiled with, as far as its file says: maybe a loss and no optimizer. */
export interface SavedCompile extends Omit<CompileArguments, 'optimizer'> {
  optimizer: OptimizerConfig | null;
}

/** Returns `compile_config` as JSON. The optimizer's floats are floats in Python too. */
export function compileJson(compile: CompileArguments): string {
  const { optimizer, loss, ...rest } = compileConfig(compile);
  return `{"optimizer":${objectJson(optimizer)},"loss":${objectJson(loss)},${JSON.stringify(rest).slice(1)}`;
}

function objectJson(value: unknown, name = ''): string {
  if (typeof value === 'number') return numberText(name, value);
  if (Array.isArray(value)) return `[${value.map((each) => objectJson(each, name)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${objectJson(member, camelCase(key))}`,
  );
  return `{${members.join(',')}}`;
}

/** Returns `compile_config` without `jit_compile`, so that Keras chooses the value for its backend. */
export function compileConfig({
  optimizer,
  loss,
}: SavedCompile): { optimizer: KerasObject | null; loss: string | KerasObject } & Json {
  return {
    optimizer: optimizer && optimizerObject(optimizer),
    loss: lossObject(loss),
    loss_weights: null,
    metrics: ['accuracy'],
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
  };
}

/** Returns a `training_config`, as `.h5` files have it, as a `compile_config`. Null if it is none. */
export function compileConfigOf(training: unknown): Json | null {
  if (typeof training !== 'object' || training === null) return null;
  const { optimizer_config, ...rest } = training as Json;
  return { ...rest, optimizer: optimizer_config };
}
