/**
 * What each option of a run does, and its default in words: for `--help` and docs/options.md. Pages do not load them. The
 * rules are in training-table.ts.
 */
import type { Sentence } from './option-row';
import type { OptionCommand } from './training-option';
import type { TrainingOptions } from './training-options';

/** The texts of one option. */
export interface OptionText {
  /** What it does. */
  readonly text: Sentence;
  /** The default in words, if the value alone does not describe it. */
  readonly absent?: Sentence;
  /** The default if a model is loaded; without one it is `absent`. */
  readonly ofModel?: Sentence;
  /** What `--no-…` does, for a 'switch' that is on by default. */
  readonly off?: Sentence;
}

const ONE_PASS: Sentence = {
  en: 'as many as one pass over the pictures takes',
  es: 'una vuelta por las imágenes',
};
const NO_LIMIT: Sentence = {
  en: "that of the model's file if the optimizer is the same, else none",
  es: 'el del archivo del modelo si el optimizador es el mismo; si no, ninguno',
};

export const TRAINING_TEXTS = {
  epochs: { text: { en: 'Epochs of training', es: 'Épocas de entrenamiento' } },
  initialEpoch: {
    text: {
      en: "Epochs that an earlier run trained, as in Keras's `fit`: this run continues with their order and numbers",
      es: 'Épocas que ya entrenó otra ejecución, como en `fit` de Keras: esta continúa con su orden y sus números',
    },
  },
  batchSize: { text: { en: 'Pictures per batch', es: 'Imágenes por lote' } },
  targetSize: {
    text: {
      en: 'Height and width that pictures are resized to',
      es: 'Alto y ancho a los que se ajustan las imágenes',
    },
    absent: { en: '150x150', es: '150x150' },
    ofModel: { en: "a loaded model's", es: 'los de un modelo cargado' },
  },
  colorMode: {
    text: { en: 'Channels of the pictures', es: 'Canales de las imágenes' },
    absent: { en: 'rgb', es: 'rgb' },
    ofModel: { en: "a loaded model's", es: 'los de un modelo cargado' },
  },
  interpolation: {
    text: { en: "How pictures are resized: Pillow's filters", es: 'Cómo se ajustan: los filtros de Pillow' },
    absent: { en: 'nearest', es: 'nearest' },
    ofModel: { en: "a loaded model's", es: 'el de un modelo cargado' },
  },
  keepAspectRatio: {
    text: {
      en: 'Crop the middle instead of squeezing the picture',
      es: 'Recortar el centro en vez de deformar la imagen',
    },
    absent: { en: 'squeezed', es: 'se deforma' },
    ofModel: { en: "a loaded model's", es: 'lo que diga un modelo cargado' },
  },
  classes: {
    text: {
      en: 'Class folders in the order of their indices',
      es: 'Carpetas de las clases en el orden de sus índices',
    },
    absent: { en: 'all, sorted', es: 'todas, en orden alfabético' },
  },
  classMode: {
    text: { en: 'Kind of labels', es: 'Tipo de etiquetas' },
    absent: {
      en: 'binary for two classes, categorical for more',
      es: 'binary con dos clases, categorical con más',
    },
  },
  validationSplit: {
    text: {
      en: 'Fraction of each class to hold out for validation if there is no validation folder',
      es: 'Fracción de cada clase que se reserva para validar si no hay carpeta de validación',
    },
  },
  shuffleSplit: {
    text: {
      en: 'Hold out a random fraction of all pictures, decided by the seed, instead of the first ones of each class',
      es: 'Reservar una fracción al azar de todas las imágenes, según la semilla, en vez de las primeras de cada clase',
    },
  },
  onError: {
    text: {
      en: 'Pictures that cannot be read: end with an error, or skip, count and name them',
      es: 'Imágenes que no se pueden leer: terminar con un error, u omitirlas, contarlas y nombrarlas',
    },
  },
  augmentation: {
    text: {
      en: "Data augmentation: the course's, none, or ImageDataGenerator's arguments",
      es: 'Aumentación de datos: la del curso, ninguna o los argumentos de ImageDataGenerator',
    },
  },
  shiftAxes: {
    text: {
      en: 'Shifts as in Keras 3 (width_shift_range moves rows), or corrected',
      es: 'Desplazamientos como en Keras 3 (width_shift_range mueve filas) o corregidos',
    },
    absent: { en: "the augmentation's, else keras", es: 'lo que diga la aumentación; si no, keras' },
  },
  shuffle: {
    text: { en: 'A new order in each epoch', es: 'Un orden nuevo en cada época' },
    off: { en: 'Keep the order of the files', es: 'Mantener el orden de los archivos' },
  },
  seed: {
    text: {
      en: 'Seed of weights, order, augmentation and dropout',
      es: 'Semilla de pesos, orden, aumentación y dropout',
    },
    absent: { en: 'a new one, reported', es: 'una nueva, que se informa' },
  },
  optimizer: {
    text: { en: 'Optimizer', es: 'Optimizador' },
    absent: { en: "that of the model's file, else adam", es: 'el del archivo del modelo; si no, adam' },
  },
  learningRate: {
    text: { en: 'Learning rate', es: 'Tasa de aprendizaje' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.001, also for sgd (Keras: 0.01)",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,001, también con sgd (en Keras: 0,01)',
    },
  },
  schedule: {
    text: {
      en: 'Schedule of the learning rate, by its name in Keras, such as CosineDecay:decay_steps=1000',
      es: 'Programación de la tasa de aprendizaje, por su nombre en Keras, como CosineDecay:decay_steps=1000',
    },
    absent: {
      en: "that of the model's file if the optimizer is the same and no learning rate is set, else none",
      es: 'la del archivo del modelo si el optimizador es el mismo y no se da una tasa; si no, ninguna',
    },
  },
  momentum: {
    text: { en: 'Momentum of sgd and rmsprop', es: 'Momento de sgd y rmsprop' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0",
      es: 'el del archivo del modelo si el optimizador es el mismo; si no, 0',
    },
  },
  weightDecay: {
    text: {
      en: 'Fraction of each weight, times the learning rate, that is subtracted from it per step',
      es: 'Fracción de cada peso, por la tasa de aprendizaje, que se le resta en cada iteración',
    },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.004 for adamw and none for others",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,004 con adamw y ninguna con los demás',
    },
  },
  clipnorm: {
    text: { en: "Maximum norm of each weight's gradient", es: 'Norma máxima del gradiente de cada peso' },
    absent: NO_LIMIT,
  },
  globalClipnorm: {
    text: { en: 'Maximum norm of all gradients together', es: 'Norma máxima de todos los gradientes juntos' },
    absent: NO_LIMIT,
  },
  clipvalue: {
    text: {
      en: 'Maximum size of each value of a gradient',
      es: 'Tamaño máximo de cada valor de un gradiente',
    },
    absent: NO_LIMIT,
  },
  loss: {
    text: {
      en: "Keras's loss, such as categorical_crossentropy:label_smoothing=0.1",
      es: 'Pérdida de Keras, como categorical_crossentropy:label_smoothing=0.1',
    },
    absent: {
      en: "that of the model's file, else the crossentropy that fits the last activation and the labels",
      es: 'la del archivo del modelo; si no, la entropía cruzada de la última activación y las etiquetas',
    },
  },
  metrics: {
    text: {
      en: "Keras's metrics beside accuracy, such as precision,recall,auc",
      es: 'Métricas de Keras además de accuracy, como precision,recall,auc',
    },
    absent: { en: 'none', es: 'ninguna' },
  },
  classWeight: {
    text: {
      en: 'Weight of each class in the loss of training, by its name or index, such as cats=2,dogs=0.5',
      es: 'Peso de cada clase en la pérdida del entrenamiento, por su nombre o índice, como cats=2,dogs=0.5',
    },
    absent: { en: '1 for all', es: '1 para todas' },
  },
  stepsPerEpoch: { text: { en: 'Steps per epoch', es: 'Iteraciones por época' }, absent: ONE_PASS },
  validationSteps: { text: { en: 'Validation batches', es: 'Lotes de validación' }, absent: ONE_PASS },
  validationFreq: {
    text: {
      en: 'Epochs from one validation to the next, or the epochs after which to validate, such as 1,5,10',
      es: 'Épocas de una validación a la siguiente, o las épocas tras las que se valida, como 1,5,10',
    },
    absent: { en: '1: after each epoch', es: '1: tras cada época' },
  },
  callbacks: {
    text: { en: 'Callbacks, by their names in Keras', es: 'Callbacks, por su nombre en Keras' },
    absent: { en: 'none', es: 'ninguno' },
  },
  backend: {
    text: {
      en: 'Where to compute: WebGPU, WebAssembly, or (auto) WebGPU on a graphics card, else WebAssembly',
      es: 'Dónde se calcula: WebGPU, WebAssembly o (auto) WebGPU con una tarjeta gráfica y, si no, WebAssembly',
    },
  },
  threads: {
    text: {
      en: 'Threads of WebAssembly on isolated pages; results do not depend on them',
      es: 'Hilos de WebAssembly en páginas aisladas; los resultados no dependen de ellos',
    },
    absent: { en: 'one per core', es: 'uno por núcleo' },
  },
  workers: {
    text: {
      en: 'Data workers, which read and augment; results do not depend on them',
      es: 'Workers de datos, que leen y aumentan; los resultados no dependen de ellos',
    },
    absent: { en: 'as many as suit the machine', es: 'los que convienen a la máquina' },
  },
  cacheBytes: { text: { en: 'Memory for decoded pictures', es: 'Memoria para imágenes decodificadas' } },
  timeBudgetMs: {
    text: {
      en: 'Longest work on the main thread before the page can respond',
      es: 'Trabajo más largo en el hilo principal antes de que la página pueda responder',
    },
  },
} satisfies Readonly<Record<keyof TrainingOptions, OptionText>>;

/** Commands that can load a model. */
const LOADS_MODEL: readonly OptionCommand[] = ['train', 'evaluate', 'predict', 'summary'];

/**
 * Returns an option's default in words.
 *
 * @param initial The default, in words if the row has none.
 * @param command For one command: it may not load a model. Default: for a run.
 */
export function defaultInWords(
  { absent, ofModel }: Pick<OptionText, 'absent' | 'ofModel'>,
  initial: string,
  language: keyof Sentence,
  command: OptionCommand = 'train',
): string {
  const own = absent?.[language] ?? initial;
  if (!ofModel || !LOADS_MODEL.includes(command)) return own;
  return { en: `${ofModel.en}, else ${own}`, es: `${ofModel.es}; si no, ${own}` }[language];
}
