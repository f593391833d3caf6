/** The options that load weights into a model, as Keras's `load_weights`: of the command line and of the element. */
import type { Sentence } from './option-row';

/** A row of the table. */
interface WeightsOption {
  readonly text: Sentence;
}

export const WEIGHTS_TABLE = {
  weights: {
    text: {
      en: 'Weights for the current network',
      es: 'Pesos para la red actual',
    },
  },
  byName: {
    text: {
      en: 'Only layers whose names are in the file, like Keras’s by_name',
      es: 'Solo capas cuyo nombre está en el archivo, como by_name de Keras',
    },
  },
  skipMismatch: {
    text: {
      en: 'Skip weights that do not fit, with a warning, like Keras’s skip_mismatch',
      es: 'Omitir, con un aviso, los pesos cuya forma no coincide, como skip_mismatch de Keras',
    },
  },
} as const satisfies Record<string, WeightsOption>;

/** How weights are matched with layers. */
export const MATCHING = ['byName', 'skipMismatch'] as const satisfies readonly (keyof typeof WEIGHTS_TABLE)[];
