/** Generates Python for Keras that loads a network from its file, with what the file has for its training. */
import type { OptimizerConfig } from '../options/optimizer-config';
import type { InputLayout } from '../core/picture-shape';
import { Expression, call, python } from './keras-code';
import { comment } from './python-script';
import type { CodeWords } from './code-words';
import { type CodeWeights, weightsCode } from './weights-code';

/** Statistics of the data, as a model's file has them. */
export interface GeneratorStatistics {
  readonly mean: Iterable<number> | null;
  readonly std: Iterable<number> | null;
}

/** Name of the file in which the trainer saves a model for Keras. */
export const SAVED_MODEL = 'pupila-model.keras';

/** A network in a file. */
export interface SavedNetwork {
  /** Name of the file. */
  file: string;
  /** Whether the reader must save the file first. */
  isUnsaved: boolean;
  /** Its last activation, and its number of units. */
  activation: string;
  units: number;
  /** Whether the last layer is replaced by a new one for `units`. */
  isFitted: boolean;
  /** Optimizer that the file has with its state, which training resumes. Null: a new one. */
  resumes: OptimizerConfig | null;
  /** How it takes pictures that the generator gives in another shape. Null: as they are. */
  input: ({ readonly picture: readonly number[] } & InputLayout) | null;
  /** Statistics that the file has for its generator. */
  statistics: GeneratorStatistics | null;
}

/** Returns the code that loads it, and then weights into it, as `model`. */
export function savedNetworkCode(
  network: SavedNetwork,
  weights: readonly CodeWeights[],
  words: Pick<CodeWords, 'saveFirst' | 'convertFirst'>,
): string {
  const { file, isUnsaved, isFitted, units, activation, resumes, input } = network;
  const lines = isUnsaved ? [comment(words.saveFirst(file))] : [];
  const loads = (isBeforeFit: boolean) =>
    weightsCode(
      weights.filter((each) => each.isBeforeFit === isBeforeFit),
      words,
    );
  lines.push(`model = keras.models.load_model(${python(file)})`, ...loads(true));
  if (isFitted) {
    // Another name could be that of a layer of the file.
    const name = new Expression('model.layers[-1].name');
    lines.push(`last = ${call('layers.Dense', { units, activation, name })}`);
    lines.push('model = keras.Model(model.inputs, last(model.layers[-1].input))');
  }
  lines.push(...loads(false));
  if (input) {
    // The new model has no optimizer.
    if (resumes) lines.push(`${savedOptimizerName(network)} = model.optimizer`);
    const { picture, shape, movesChannels } = input;
    const reshape = movesChannels ? 'layers.Permute((3, 1, 2))' : `layers.Reshape(${python(shape)})`;
    lines.push(`model = keras.Sequential([layers.Input(${python(picture)}), ${reshape}, model])`);
  }
  return lines.join('\n');
}

/** Returns the name of the optimizer that it has, after `savedNetworkCode`. */
export function savedOptimizerName({ input }: SavedNetwork): string {
  return input ? 'optimizer' : 'model.optimizer';
}

/** Returns the code that sets its statistics. */
export function statisticsCode(statistics: GeneratorStatistics): string {
  const lines = datagenStatistics(statistics).map((line) => `    ${line}`);
  return ['for datagen in (train_datagen, val_datagen):', ...lines].join('\n');
}

/** Returns the lines that set statistics of the generator `datagen`. */
export function datagenStatistics({ mean, std }: GeneratorStatistics): string[] {
  return Object.entries({ mean, std }).flatMap(([name, values]) =>
    values ? [`datagen.${name} = np.array(${python([...values])}, "float32")`] : [],
  );
}
