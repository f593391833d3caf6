/**
 * The one table of a training run's options: from it come the checks of the API, the flags of the command line with their
 * help, the attributes of `<pupila-trainer>`, and the table in docs/options.md. A new option is a row here, a member of
 * `TrainingOptions`, and the code that reads it.
 */
import {
  parseImageDataGeneratorOptions,
  type ImageDataGeneratorOptions,
} from './image-data-generator-options';
import { type Rule, flag, isNumber, oneOf, orNull, seedRule, wholeNumber } from './option-rules';
import type { TrainingOptions } from './training-options';

/** A sentence in both languages. */
export interface Sentence {
  readonly en: string;
  readonly es: string;
}

/** Commands of the command line that take options of a run. */
export type OptionCommand = 'train' | 'batches' | 'preview' | 'evaluate' | 'predict' | 'summary' | 'info';

/** How a value is written as text. */
export type OptionKind = 'integer' | 'number' | 'choice' | 'switch' | 'size' | 'names' | 'augmentation';

/** One option. `default` is null where the default depends on the data or on a model's file. */
export interface TrainingOption<T> extends Rule<T> {
  readonly kind: OptionKind;
  /** What it does. */
  readonly text: Sentence;
  /** What happens without it, where `default` does not say so. */
  readonly absent?: Sentence;
  /** What giving it as `--no-…` does; for a 'switch' that is on by default. */
  readonly off?: Sentence;
  readonly unit?: 'ms' | 'bytes' | 'pixels';
  /** For kind 'choice'. */
  readonly choices?: readonly string[];
  /** Name on the command line; default: the option's in kebab case. */
  readonly flag?: string;
  readonly commands: readonly OptionCommand[];
  /** Whether `<pupila-trainer>` has it as an attribute and a property. */
  readonly inElement?: true;
}

const READING = ['train', 'batches', 'preview', 'evaluate'] as const;
const DRAWING = ['train', 'batches', 'preview'] as const;
const COMPUTING = ['train', 'evaluate', 'predict', 'info'] as const;
const TRAINING = ['train'] as const;

const choice = <T extends string>(choices: readonly T[], initial: T) => ({
  ...oneOf(choices, initial),
  kind: 'choice' as const,
  choices,
});
const optionalChoice = <T extends string>(choices: readonly T[]) => ({
  ...choice(choices, choices[0] as T),
  ...orNull(oneOf(choices, choices[0] as T)),
});
const positive: Rule<number> = { ...wholeNumber(1, 1), says: 'is a positive integer' };
const integer = (initial: number) => ({ ...positive, default: initial, kind: 'integer' as const });
const optionalInteger = { ...orNull(positive), kind: 'integer' as const };
const number = (initial: number, says: string, allows: (value: number) => boolean) => ({
  default: initial,
  says,
  read: (value: unknown) => (isNumber(value) && allows(value) ? value : undefined),
  kind: 'number' as const,
});
const optionalNumber = (says: string, allows: (value: number) => boolean) => ({
  ...orNull(number(0, says, allows)),
  kind: 'number' as const,
});
const oneRound: Sentence = { en: 'one round of the pictures', es: 'una vuelta por las imágenes' };

const augmentation: Rule<'course' | 'none' | ImageDataGeneratorOptions> = {
  default: 'course',
  says: "is 'course', 'none', or an object of ImageDataGenerator's arguments",
  read: (value) => {
    if (value === 'course' || value === 'none') return value;
    return typeof value === 'object' && value !== null ? parseImageDataGeneratorOptions(value) : undefined;
  },
};

/** In the order of `--help` and of the documentation. */
export const TRAINING_TABLE = {
  epochs: {
    ...integer(10),
    text: { en: 'Epochs of training', es: 'Épocas de entrenamiento' },
    commands: TRAINING,
    inElement: true,
  },
  initialEpoch: {
    ...wholeNumber(0, 0),
    says: 'is an integer from 0 to below `epochs`',
    kind: 'integer',
    text: {
      en: "Epochs that an earlier run trained, as in Keras's `fit`: this run continues with their order and numbers",
      es: 'Épocas que ya entrenó otra ejecución, como en `fit` de Keras: esta continúa con su orden y sus números',
    },
    commands: [],
  },
  batchSize: {
    ...integer(128),
    text: { en: 'Pictures per step', es: 'Imágenes por paso' },
    commands: ['train', 'batches', 'evaluate'],
    inElement: true,
  },
  targetSize: {
    default: [150, 150] as readonly [number, number],
    says: 'is height and width, positive integers',
    read: (value: unknown) => {
      const sides = Array.isArray(value) && value.every((side) => Number.isInteger(side) && side > 0);
      return sides && value.length === 2 ? (value as [number, number]) : undefined;
    },
    kind: 'size',
    unit: 'pixels',
    text: {
      en: 'Height and width that pictures are resized to',
      es: 'Alto y ancho a los que se ajustan las imágenes',
    },
    absent: { en: "a loaded model's, else 150x150", es: 'los de un modelo cargado; si no, 150x150' },
    commands: [...READING, 'summary'],
    inElement: true,
  },
  colorMode: {
    ...choice(['rgb', 'grayscale', 'rgba'], 'rgb'),
    text: { en: 'Channels of the pictures', es: 'Canales de las imágenes' },
    absent: { en: "a loaded model's, else rgb", es: 'los de un modelo cargado; si no, rgb' },
    commands: [...READING, 'summary'],
  },
  interpolation: {
    ...choice(['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'], 'nearest'),
    text: { en: "How pictures are resized: Pillow's filters", es: 'Cómo se ajustan: los filtros de Pillow' },
    absent: { en: "a loaded model's, else nearest", es: 'el de un modelo cargado; si no, nearest' },
    commands: READING,
  },
  keepAspectRatio: {
    ...flag(false),
    kind: 'switch',
    text: {
      en: 'Crop the middle instead of squeezing the picture',
      es: 'Recortar el centro en vez de deformar la imagen',
    },
    absent: { en: "a loaded model's, else squeezed", es: 'lo que diga un modelo cargado; si no, se deforma' },
    commands: READING,
  },
  classes: {
    default: null,
    says: 'is a list of different names of folders, or null',
    read: (value: unknown) => {
      if (value === null) return null;
      const names = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
      return names && new Set(value).size === value.length ? (value as string[]) : undefined;
    },
    kind: 'names',
    text: {
      en: 'Class folders in the order of their indices',
      es: 'Carpetas de las clases en el orden de sus índices',
    },
    absent: { en: 'all, sorted', es: 'todas, en orden alfabético' },
    commands: READING,
  },
  classMode: {
    ...optionalChoice(['binary', 'sparse', 'categorical']),
    text: { en: 'Kind of labels', es: 'Tipo de etiquetas' },
    absent: {
      en: 'binary for two classes, categorical for more',
      es: 'binary con dos clases, categorical con más',
    },
    commands: TRAINING,
  },
  validationSplit: {
    ...number(0, 'is at least 0 and below 1', (share) => share >= 0 && share < 1),
    text: {
      en: 'Share of each class set apart for validation where there is no validation folder',
      es: 'Parte de cada clase que se aparta para validar si no hay carpeta de validación',
    },
    commands: READING,
    inElement: true,
  },
  onError: {
    ...choice(['raise', 'skip'], 'raise'),
    text: {
      en: 'Pictures that cannot be read: end with an error, or skip, count and name them',
      es: 'Imágenes que no se pueden leer: terminar con un error, u omitirlas, contarlas y nombrarlas',
    },
    commands: READING,
  },
  augmentation: {
    ...augmentation,
    kind: 'augmentation',
    text: {
      en: "Data augmentation: the course's, none, or ImageDataGenerator's arguments",
      es: 'Aumento de datos: el del curso, ninguno o los argumentos de ImageDataGenerator',
    },
    flag: 'augment',
    commands: ['train', 'preview'],
    inElement: true,
  },
  shiftAxes: {
    ...optionalChoice(['keras', 'corrected']),
    text: {
      en: 'Shifts as in Keras 3 (width_shift_range moves rows), or corrected',
      es: 'Desplazamientos como en Keras 3 (width_shift_range mueve filas) o corregidos',
    },
    absent: { en: "the augmentation's, else keras", es: 'lo que diga el aumento; si no, keras' },
    commands: DRAWING,
  },
  shuffle: {
    ...flag(true),
    kind: 'switch',
    text: { en: 'A new order in each epoch', es: 'Un orden nuevo en cada época' },
    off: { en: 'Keep the order of the files', es: 'Mantener el orden de los archivos' },
    commands: DRAWING,
  },
  seed: {
    ...seedRule,
    kind: 'integer',
    text: {
      en: 'Seed of weights, order, augmentation and dropout',
      es: 'Semilla de pesos, orden, aumento y dropout',
    },
    absent: { en: 'a new one, reported', es: 'una nueva, que se informa' },
    commands: DRAWING,
    inElement: true,
  },
  optimizer: {
    ...optionalChoice(['adam', 'sgd', 'rmsprop']),
    text: { en: 'Optimizer', es: 'Optimizador' },
    absent: { en: "that of the model's file, else adam", es: 'el del archivo del modelo; si no, adam' },
    commands: TRAINING,
    inElement: true,
  },
  learningRate: {
    ...optionalNumber('is greater than 0', (rate) => rate > 0),
    text: { en: 'Learning rate', es: 'Tasa de aprendizaje' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.001",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,001',
    },
    commands: TRAINING,
    inElement: true,
  },
  momentum: {
    ...optionalNumber('is at least 0 and below 1', (momentum) => momentum >= 0 && momentum < 1),
    text: { en: 'Momentum of sgd and rmsprop', es: 'Momento de sgd y rmsprop' },
    absent: { en: 'as the learning rate, else 0', es: 'como la tasa de aprendizaje; si no, 0' },
    commands: TRAINING,
    inElement: true,
  },
  stepsPerEpoch: {
    ...optionalInteger,
    text: { en: 'Steps per epoch', es: 'Pasos por época' },
    absent: oneRound,
    commands: TRAINING,
    inElement: true,
  },
  validationSteps: {
    ...optionalInteger,
    text: { en: 'Validation batches', es: 'Lotes de validación' },
    absent: oneRound,
    commands: TRAINING,
    inElement: true,
  },
  backend: {
    ...choice(['auto', 'webgpu', 'wasm'], 'auto'),
    text: {
      en: 'What computes: WebGPU, WebAssembly, or the faster one on this machine',
      es: 'Qué calcula: WebGPU, WebAssembly o lo más rápido en esta máquina',
    },
    commands: COMPUTING,
    inElement: true,
  },
  threads: {
    ...optionalInteger,
    text: {
      en: 'Threads of WebAssembly on isolated pages; results do not depend on them',
      es: 'Hilos de WebAssembly en páginas aisladas; los resultados no dependen de ellos',
    },
    absent: { en: 'one per core', es: 'uno por núcleo' },
    commands: TRAINING,
  },
  workers: {
    ...optionalInteger,
    text: {
      en: 'Data workers, which read and augment; results do not depend on them',
      es: 'Workers de datos, que leen y aumentan; los resultados no dependen de ellos',
    },
    absent: { en: 'as many as suit the machine', es: 'los que convienen a la máquina' },
    commands: READING,
  },
  cacheBytes: {
    ...number(512 * 2 ** 20, 'is 0 or more', (bytes) => bytes >= 0),
    unit: 'bytes',
    text: { en: 'Memory for decoded pictures', es: 'Memoria para imágenes decodificadas' },
    commands: [],
  },
  timeBudgetMs: {
    ...number(12, 'is greater than 0', (ms) => ms > 0),
    unit: 'ms',
    text: {
      en: 'Work on the main thread between two pauses for the page',
      es: 'Trabajo en el hilo principal entre dos pausas para la página',
    },
    flag: 'time-budget',
    commands: TRAINING,
  },
} satisfies { readonly [Name in keyof TrainingOptions]-?: TrainingOption<TrainingOptions[Name] | null> };

/** A row whose values are not looked at. */
export type AnyTrainingOption = TrainingOption<unknown>;

/** All rows, in order. */
export const trainingOptionEntries = (): [keyof TrainingOptions, AnyTrainingOption][] =>
  Object.entries(TRAINING_TABLE) as [keyof TrainingOptions, AnyTrainingOption][];
