/** Generates Python for Keras that loads files of weights into a network. */
import { python } from './keras-code';
import type { CodeWords } from './code-words';
import { comment } from './python-script';

/** A file of weights that was loaded into a network. */
export interface CodeWeights {
  /** Name of the file. */
  readonly name: string;
  /** How many weights of the network it set. Those of the other layers are as they were. */
  readonly share: 'all' | 'some';
  /** How it was loaded. */
  readonly byName: boolean;
  readonly skipMismatch: boolean;
  /** Whether the network got a new last layer since. */
  readonly isBeforeFit: boolean;
}

/** The file in which the reader saves a model of another format for Keras. */
const SAVED_WEIGHTS = 'pupila-weights.keras';

/** Returns the lines that load them into `model`, in order. */
export function weightsCode(
  weights: readonly CodeWeights[],
  { convertFirst }: Pick<CodeWords, 'convertFirst'>,
): string[] {
  return weights.flatMap(({ name, byName, skipMismatch }) => {
    // Keras tells the formats apart by the ends of their names.
    const isKeras = /\.(keras|h5|hdf5)$/.test(name);
    const file = isKeras ? name : SAVED_WEIGHTS;
    // Keras refuses `by_name` for other formats than .h5, also with False.
    const args = [
      python(file),
      ...(byName && isKeras ? ['by_name=True'] : []),
      ...(skipMismatch ? ['skip_mismatch=True'] : []),
    ];
    const load = `model.load_weights(${args.join(', ')})`;
    return isKeras ? [load] : [comment(convertFirst(name, file)), load];
  });
}

/** Whether the network still has weights that neither these files nor its own has. */
export const drawsWeights = (weights: readonly CodeWeights[]): boolean =>
  weights.every(({ share, isBeforeFit }) => share === 'some' || isBeforeFit);
