/** Generates Python for Keras that loads a network from its file, with what the file has for its training. */
import type { OptimizerConfig } from '../options/optimizer-config';
import type { Activation } from './layer-spec';
import { layerCode, python } from './keras-code';

/** Statistics of the data, as a model's file has them. */
export interface GeneratorStatistics {
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
}

/** A network in a file. */
export interface SavedNetwork {
  /** Name of the file. */
  file: string;
  /** Its last activation, and its number of units. */
  activation: string;
  units: number;
  /** Whether the last layer is replaced by a new one for `units`. */
  isFitted: boolean;
  /** Optimizer that the file has with its state, which training resumes. Null: a new one. */
  resumes: OptimizerConfig | null;
  /** Statistics that the file has for its generator. */
  statistics: GeneratorStatistics | null;
}

/** Returns the code that loads it, as `model`. */
export function savedNetworkCode({ file, isFitted, units, activation }: SavedNetwork): string {
  const load = `model = keras.models.load_model(${python(file)})`;
  if (!isFitted) return load;
  const last = `last = ${layerCode({ type: 'Dense', units, activation: activation as Activation })}`;
  return `${load}\n${last}\nmodel = keras.Model(model.inputs, last(model.layers[-1].input))`;
}

/** Returns the code that sets its statistics. */
export function statisticsCode({ mean, std }: GeneratorStatistics): string {
  const lines = Object.entries({ mean, std }).flatMap(([name, values]) =>
    values ? [`    datagen.${name} = np.array(${python([...values])}, "float32")`] : [],
  );
  return ['for datagen in (train_datagen, val_datagen):', ...lines].join('\n');
}
