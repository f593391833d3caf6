/**
 * The table of a training run's options, as plain data. The API's validation (resolve-options.ts), the command line's
 * flags and help, the attributes and form of `<pupila-trainer>`, and docs/options.md are generated from it. To add an
 * option, add a row here, a member of `TrainingOptions`, and the code that uses it.
 */
import { message } from '../core/message';
import { DATA_TABLE, READS_DATA } from './data-table';
import { OPTIMIZERS, OPTIMIZER_NAMES, UNKNOWN_OPTIMIZER } from './optimizer-config';
import type { Sentence } from './option-row';
import type { OptionCommand, TrainingOption } from './training-option';
import { BACKEND_CHOICES, type TrainingOptions } from './training-options';

/** Groups of commands, for `commands` below. */
const USES_BACKEND = ['train', 'evaluate', 'predict', 'info'] as const;
const COMPUTES = ['train', 'evaluate'] as const;
const TRAINS = ['train'] as const;
const ONE_PASS: Sentence = {
  en: 'as many as one pass over the pictures takes',
  es: 'una vuelta por las imágenes',
};
const NO_LIMIT: Sentence = {
  en: "that of the model's file if the optimizer is the same, else none",
  es: 'el del archivo del modelo si el optimizador es el mismo; si no, ninguno',
};
const NONE: Sentence = { en: 'none', es: 'ninguno' };
/** For words that are feminine in Spanish. */
const NONE_FEMININE: Sentence = { en: 'none', es: 'ninguna' };
const CLASS_NAMES = Object.fromEntries(OPTIMIZER_NAMES.map((name) => [name, OPTIMIZERS[name].className]));
const ALL: Sentence = { en: 'all', es: 'todas' };

/** Rows in the order of `--help` and the documentation. */
export const TRAINING_TABLE = {
  epochs: {
    kind: 'integer',
    default: 10,
    min: 1,
    text: { en: 'Epochs of training', es: 'Épocas de entrenamiento' },
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Epochs', es: 'Épocas' } },
  },
  initialEpoch: {
    kind: 'integer',
    default: 0,
    min: 0,
    says: message`must be an integer of at least 0 and below \`epochs\``,
    text: {
      en: "Epochs that an earlier run trained, as in Keras's `fit`: this run continues with their order and numbers",
      es: 'Épocas que ya entrenó otra ejecución, como en `fit` de Keras: esta continúa con su orden y sus números',
    },
    commands: TRAINS,
    withoutFlag: TRAINS,
  },
  ...DATA_TABLE,
  optimizer: {
    kind: 'choice',
    default: null,
    choices: OPTIMIZER_NAMES,
    unknown: UNKNOWN_OPTIMIZER,
    text: { en: 'Optimizer', es: 'Optimizador' },
    absent: { en: "that of the model's file, else adam", es: 'el del archivo del modelo; si no, adam' },
    commands: TRAINS,
    element: {
      label: { en: 'Optimizer', es: 'Optimizador' },
      choices: CLASS_NAMES,
    },
  },
  learningRate: {
    kind: 'number',
    default: null,
    above: 0,
    text: { en: 'Learning rate', es: 'Tasa de aprendizaje' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.001, also for sgd (Keras: 0.01)",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,001, también con sgd (en Keras: 0,01)',
    },
    commands: TRAINS,
    element: { label: { en: 'Learning rate', es: 'Tasa de aprendizaje' } },
  },
  schedule: {
    kind: 'schedule',
    default: null,
    text: {
      en: 'Schedule of the learning rate, by its name in Keras, such as CosineDecay:decay_steps=1000',
      es: 'Programación de la tasa de aprendizaje, por su nombre en Keras, como CosineDecay:decay_steps=1000',
    },
    absent: {
      en: "that of the model's file if the optimizer is the same and no learning rate is set, else none",
      es: 'la del archivo del modelo si el optimizador es el mismo y no se da una tasa; si no, ninguna',
    },
    commands: TRAINS,
    element: { label: { en: 'Schedule', es: 'Programación de la tasa' }, empty: NONE_FEMININE },
  },
  momentum: {
    kind: 'number',
    default: null,
    min: 0,
    below: 1,
    text: { en: 'Momentum of sgd and rmsprop', es: 'Momento de sgd y rmsprop' },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0",
      es: 'el del archivo del modelo si el optimizador es el mismo; si no, 0',
    },
    commands: TRAINS,
    element: { label: { en: 'Momentum', es: 'Momento' } },
  },
  weightDecay: {
    kind: 'number',
    default: null,
    min: 0,
    text: {
      en: 'Fraction of each weight, times the learning rate, that is subtracted from it per step',
      es: 'Fracción de cada peso, por la tasa de aprendizaje, que se le resta en cada iteración',
    },
    absent: {
      en: "that of the model's file if the optimizer is the same, else 0.004 for adamw and none for others",
      es: 'la del archivo del modelo si el optimizador es el mismo; si no, 0,004 con adamw y ninguna con los demás',
    },
    commands: TRAINS,
    element: { label: { en: 'Weight decay', es: 'Decaimiento de los pesos' }, empty: NONE },
  },
  clipnorm: {
    kind: 'number',
    default: null,
    above: 0,
    text: { en: "Maximum norm of each weight's gradient", es: 'Norma máxima del gradiente de cada peso' },
    absent: NO_LIMIT,
    commands: TRAINS,
    element: { label: { en: 'Clip norm', es: 'Límite de la norma' }, empty: NONE },
  },
  globalClipnorm: {
    kind: 'number',
    default: null,
    above: 0,
    text: { en: 'Maximum norm of all gradients together', es: 'Norma máxima de todos los gradientes juntos' },
    absent: NO_LIMIT,
    commands: TRAINS,
  },
  clipvalue: {
    kind: 'number',
    default: null,
    above: 0,
    text: {
      en: 'Maximum size of each value of a gradient',
      es: 'Tamaño máximo de cada valor de un gradiente',
    },
    absent: NO_LIMIT,
    commands: TRAINS,
  },
  loss: {
    kind: 'loss',
    default: null,
    text: {
      en: "Keras's loss, such as categorical_crossentropy:label_smoothing=0.1",
      es: 'Pérdida de Keras, como categorical_crossentropy:label_smoothing=0.1',
    },
    absent: {
      en: "that of the model's file, else the crossentropy that fits the last activation and the labels",
      es: 'la del archivo del modelo; si no, la entropía cruzada de la última activación y las etiquetas',
    },
    commands: COMPUTES,
    element: {
      label: { en: 'Loss', es: 'Pérdida' },
      empty: { en: 'crossentropy', es: 'entropía cruzada' },
    },
  },
  metrics: {
    kind: 'metrics',
    default: null,
    text: {
      en: "Keras's metrics beside accuracy, such as precision,recall,auc",
      es: 'Métricas de Keras además de accuracy, como precision,recall,auc',
    },
    absent: { en: 'none', es: 'ninguna' },
    commands: TRAINS,
    element: { label: { en: 'More metrics', es: 'Más métricas' }, empty: NONE_FEMININE },
  },
  classWeight: {
    kind: 'classWeight',
    default: null,
    text: {
      en: 'Weight of each class in the loss of training, by its name or index, such as cats=2,dogs=0.5',
      es: 'Peso de cada clase en la pérdida del entrenamiento, por su nombre o índice, como cats=2,dogs=0.5',
    },
    absent: { en: '1 for all', es: '1 para todas' },
    keras: 'fit',
    commands: TRAINS,
    element: {
      label: { en: 'Class weights', es: 'Pesos de las clases' },
      empty: { en: '1 for all', es: '1 para todas' },
    },
  },
  stepsPerEpoch: {
    kind: 'integer',
    default: null,
    min: 1,
    text: { en: 'Steps per epoch', es: 'Iteraciones por época' },
    absent: ONE_PASS,
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Steps per epoch', es: 'Iteraciones por época' }, empty: ALL },
  },
  validationSteps: {
    kind: 'integer',
    default: null,
    min: 1,
    text: { en: 'Validation batches', es: 'Lotes de validación' },
    absent: ONE_PASS,
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Validation steps', es: 'Iteraciones de validación' }, empty: ALL },
  },
  validationFreq: {
    kind: 'validationFreq',
    default: null,
    text: {
      en: 'Epochs from one validation to the next, or the epochs after which to validate, such as 1,5,10',
      es: 'Épocas de una validación a la siguiente, o las épocas tras las que se valida, como 1,5,10',
    },
    absent: { en: '1: after each epoch', es: '1: tras cada época' },
    keras: 'fit',
    commands: TRAINS,
    element: {
      label: { en: 'Validate every … epochs', es: 'Validar cada … épocas' },
      empty: { en: '1', es: '1' },
    },
  },
  callbacks: {
    kind: 'callbacks',
    default: null,
    text: { en: 'Callbacks, by their names in Keras', es: 'Callbacks, por su nombre en Keras' },
    absent: { en: 'none', es: 'ninguno' },
    commands: TRAINS,
    element: { label: { en: 'Callbacks', es: 'Callbacks' }, empty: { en: 'none', es: 'ninguno' } },
  },
  backend: {
    kind: 'choice',
    default: BACKEND_CHOICES[0],
    choices: BACKEND_CHOICES,
    text: {
      en: 'Where to compute: WebGPU, WebAssembly, or (auto) WebGPU on a graphics card, else WebAssembly',
      es: 'Dónde se calcula: WebGPU, WebAssembly o (auto) WebGPU con una tarjeta gráfica y, si no, WebAssembly',
    },
    commands: USES_BACKEND,
    element: {
      label: { en: 'Compute on', es: 'Calcular con' },
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
      en: 'Longest work on the main thread before the page can respond',
      es: 'Trabajo más largo en el hilo principal antes de que la página pueda responder',
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
