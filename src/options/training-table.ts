/**
 * The table of a training run's options, as plain data. The API's validation (training-rules.ts), the command line's
 * flags and help, the attributes and form of `<pupila-trainer>`, and docs/options.md are generated from it. To add an
 * option, add a row here, a member of `TrainingOptions`, and the code that uses it.
 */
import type { Sentence } from './option-row';
import type { OptionCommand, TrainingOption } from './training-option';
import type { TrainingOptions } from './training-options';

/** Groups of commands, for `commands` below. */
const READS_DATA = ['train', 'batches', 'preview', 'evaluate'] as const;
const DRAWS_BATCHES = ['train', 'batches', 'preview'] as const;
const USES_BACKEND = ['train', 'evaluate', 'predict', 'info'] as const;
const COMPUTES = ['train', 'evaluate'] as const;
const TRAINS = ['train'] as const;
const ONE_ROUND: Sentence = { en: 'one round of the pictures', es: 'una vuelta por las imágenes' };
const ALL: Sentence = { en: 'all', es: 'todos' };

/** Rows in the order of `--help` and the documentation. */
export const TRAINING_TABLE = {
  epochs: {
    kind: 'integer',
    default: 10,
    min: 1,
    text: { en: 'Epochs of training', es: 'Épocas de entrenamiento' },
    commands: TRAINS,
    element: { label: { en: 'Epochs', es: 'Épocas' } },
  },
  initialEpoch: {
    kind: 'integer',
    default: 0,
    min: 0,
    says: 'is an integer from 0 to below `epochs`',
    text: {
      en: "Epochs that an earlier run trained, as in Keras's `fit`: this run continues with their order and numbers",
      es: 'Épocas que ya entrenó otra ejecución, como en `fit` de Keras: esta continúa con su orden y sus números',
    },
    commands: TRAINS,
    withoutFlag: TRAINS,
  },
  batchSize: {
    kind: 'integer',
    default: 128,
    min: 1,
    text: { en: 'Pictures per step', es: 'Imágenes por paso' },
    commands: ['train', 'batches', 'evaluate'],
    element: { label: { en: 'Batch size', es: 'Tamaño del lote' } },
  },
  targetSize: {
    kind: 'size',
    default: [150, 150],
    unit: 'pixels',
    text: {
      en: 'Height and width that pictures are resized to',
      es: 'Alto y ancho a los que se ajustan las imágenes',
    },
    absent: { en: "a loaded model's, else 150x150", es: 'los de un modelo cargado; si no, 150x150' },
    commands: [...READS_DATA, 'summary'],
    element: { label: { en: 'Side in pixels', es: 'Lado en píxeles' } },
  },
  colorMode: {
    kind: 'choice',
    default: 'rgb',
    choices: ['rgb', 'grayscale', 'rgba'],
    text: { en: 'Channels of the pictures', es: 'Canales de las imágenes' },
    absent: { en: "a loaded model's, else rgb", es: 'los de un modelo cargado; si no, rgb' },
    commands: [...READS_DATA, 'summary'],
  },
  interpolation: {
    kind: 'choice',
    default: 'nearest',
    choices: ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'],
    text: { en: "How pictures are resized: Pillow's filters", es: 'Cómo se ajustan: los filtros de Pillow' },
    absent: { en: "a loaded model's, else nearest", es: 'el de un modelo cargado; si no, nearest' },
    commands: READS_DATA,
  },
  keepAspectRatio: {
    kind: 'switch',
    default: false,
    text: {
      en: 'Crop the middle instead of squeezing the picture',
      es: 'Recortar el centro en vez de deformar la imagen',
    },
    absent: { en: "a loaded model's, else squeezed", es: 'lo que diga un modelo cargado; si no, se deforma' },
    commands: READS_DATA,
  },
  classes: {
    kind: 'names',
    default: null,
    text: {
      en: 'Class folders in the order of their indices',
      es: 'Carpetas de las clases en el orden de sus índices',
    },
    absent: { en: 'all, sorted', es: 'todas, en orden alfabético' },
    commands: READS_DATA,
  },
  classMode: {
    kind: 'choice',
    default: null,
    choices: ['binary', 'sparse', 'categorical'],
    text: { en: 'Kind of labels', es: 'Tipo de etiquetas' },
    absent: {
      en: 'binary for two classes, categorical for more',
      es: 'binary con dos clases, categorical con más',
    },
    commands: ['train', 'batches', 'evaluate'],
    // `batches` has more choices, which cannot be trained on.
    withoutFlag: ['batches'],
  },
  validationSplit: {
    kind: 'number',
    default: 0,
    min: 0,
    below: 1,
    text: {
      en: 'Share of each class set apart for validation where there is no validation folder',
      es: 'Parte de cada clase que se aparta para validar si no hay carpeta de validación',
    },
    commands: READS_DATA,
    element: {
      label: { en: 'Share for validation', es: 'Parte para validación' },
      // Readers usually bring a few pictures without a validation folder; this lets them see validation results.
      default: 0.2,
      hint: { en: 'Without a validation folder.', es: 'Sin carpeta de validación.' },
      step: 0.05,
    },
  },
  onError: {
    kind: 'choice',
    default: 'raise',
    choices: ['raise', 'skip'],
    text: {
      en: 'Pictures that cannot be read: end with an error, or skip, count and name them',
      es: 'Imágenes que no se pueden leer: terminar con un error, u omitirlas, contarlas y nombrarlas',
    },
    commands: [...READS_DATA, 'predict'],
    // The command `predict` always skips.
    withoutFlag: ['predict'],
  },
  augmentation: {
    kind: 'augmentation',
    default: 'course',
    text: {
      en: "Data augmentation: the course's, none, or ImageDataGenerator's arguments",
      es: 'Aumentación de datos: la del curso, ninguna o los argumentos de ImageDataGenerator',
    },
    flag: 'augment',
    commands: DRAWS_BATCHES,
    // `batches` has another default.
    withoutFlag: ['batches'],
    element: { label: { en: 'Data augmentation', es: 'Aumentación de datos' } },
  },
  shiftAxes: {
    kind: 'choice',
    default: null,
    choices: ['keras', 'corrected'],
    text: {
      en: 'Shifts as in Keras 3 (width_shift_range moves rows), or corrected',
      es: 'Desplazamientos como en Keras 3 (width_shift_range mueve filas) o corregidos',
    },
    absent: { en: "the augmentation's, else keras", es: 'lo que diga la aumentación; si no, keras' },
    commands: DRAWS_BATCHES,
  },
  shuffle: {
    kind: 'switch',
    default: true,
    text: { en: 'A new order in each epoch', es: 'Un orden nuevo en cada época' },
    off: { en: 'Keep the order of the files', es: 'Mantener el orden de los archivos' },
    commands: DRAWS_BATCHES,
  },
  seed: {
    kind: 'integer',
    default: null,
    min: 0,
    max: 2 ** 32 - 1,
    says: 'is an integer between 0 and 2**32 - 1',
    text: {
      en: 'Seed of weights, order, augmentation and dropout',
      es: 'Semilla de pesos, orden, aumentación y dropout',
    },
    absent: { en: 'a new one, reported', es: 'una nueva, que se informa' },
    commands: DRAWS_BATCHES,
    element: { label: { en: 'Seed', es: 'Semilla' }, empty: { en: 'new', es: 'nueva' } },
  },
  optimizer: {
    kind: 'choice',
    default: null,
    choices: ['adam', 'sgd', 'rmsprop'],
    text: { en: 'Optimizer', es: 'Optimizador' },
    absent: { en: "that of the model's file, else adam", es: 'el del archivo del modelo; si no, adam' },
    commands: TRAINS,
    element: {
      label: { en: 'Optimiser', es: 'Optimizador' },
      choices: { adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSprop' },
    },
  },
  learningRate: {
    kind: 'number',
    default: null,
    above: 0,
    text: { en: 'Learning rate', es: 'Tasa de aprendizaje' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.001",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,001',
    },
    commands: TRAINS,
    element: { label: { en: 'Learning rate', es: 'Tasa de aprendizaje' }, step: 'any' },
  },
  momentum: {
    kind: 'number',
    default: null,
    min: 0,
    below: 1,
    text: { en: 'Momentum of sgd and rmsprop', es: 'Momento de sgd y rmsprop' },
    absent: { en: 'as the learning rate, else 0', es: 'como la tasa de aprendizaje; si no, 0' },
    commands: TRAINS,
    element: { label: { en: 'Momentum', es: 'Momento' }, step: 0.1 },
  },
  stepsPerEpoch: {
    kind: 'integer',
    default: null,
    min: 1,
    text: { en: 'Steps per epoch', es: 'Pasos por época' },
    absent: ONE_ROUND,
    commands: TRAINS,
    element: { label: { en: 'Steps per epoch', es: 'Pasos por época' }, empty: ALL },
  },
  validationSteps: {
    kind: 'integer',
    default: null,
    min: 1,
    text: { en: 'Validation batches', es: 'Lotes de validación' },
    absent: ONE_ROUND,
    commands: TRAINS,
    element: { label: { en: 'Validation steps', es: 'Pasos de validación' }, empty: ALL },
  },
  backend: {
    kind: 'choice',
    default: 'auto',
    choices: ['auto', 'webgpu', 'wasm'],
    text: {
      en: 'What computes: WebGPU, WebAssembly, or the faster one on this machine',
      es: 'Qué calcula: WebGPU, WebAssembly o lo más rápido en esta máquina',
    },
    commands: USES_BACKEND,
    element: {
      label: { en: 'Computes on', es: 'Calcula con' },
      choices: { auto: { en: 'Automatic', es: 'Automático' }, wasm: 'WebAssembly', webgpu: 'WebGPU' },
    },
  },
  threads: {
    kind: 'integer',
    default: null,
    min: 1,
    text: {
      en: 'Threads of WebAssembly on isolated pages; results do not depend on them',
      es: 'Hilos de WebAssembly en páginas aisladas; los resultados no dependen de ellos',
    },
    absent: { en: 'one per core', es: 'uno por núcleo' },
    commands: COMPUTES,
  },
  workers: {
    kind: 'integer',
    default: null,
    min: 1,
    text: {
      en: 'Data workers, which read and augment; results do not depend on them',
      es: 'Workers de datos, que leen y aumentan; los resultados no dependen de ellos',
    },
    absent: { en: 'as many as suit the machine', es: 'los que convienen a la máquina' },
    commands: READS_DATA,
  },
  cacheBytes: {
    kind: 'number',
    default: 512 * 2 ** 20,
    min: 0,
    unit: 'bytes',
    text: { en: 'Memory for decoded pictures', es: 'Memoria para imágenes decodificadas' },
    commands: READS_DATA,
    withoutFlag: READS_DATA,
  },
  timeBudgetMs: {
    kind: 'number',
    default: 12,
    above: 0,
    unit: 'ms',
    text: {
      en: 'Work on the main thread between two pauses for the page',
      es: 'Trabajo en el hilo principal entre dos pausas para la página',
    },
    flag: 'time-budget',
    commands: COMPUTES,
  },
} satisfies { readonly [Name in keyof TrainingOptions]-?: TrainingOption };

/** Returns the rows in order. @param command Only those that apply to one command. Default: all. */
export function trainingOptionEntries(command?: OptionCommand): [keyof TrainingOptions, TrainingOption][] {
  const entries = Object.entries(TRAINING_TABLE) as [keyof TrainingOptions, TrainingOption][];
  return command ? entries.filter(([, { commands }]) => commands.includes(command)) : entries;
}
