/**
 * The table of a training run's options, as plain data. The API's validation (resolve-options.ts), the command line's
 * flags and help, the attributes and form of `<pupila-trainer>`, and docs/options.md are generated from it. To add an
 * option, add a row here, its texts in option-texts.ts, a member of `TrainingOptions`, and the code that uses it.
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
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Epochs', es: 'Épocas' } },
  },
  initialEpoch: {
    kind: 'integer',
    default: 0,
    min: 0,
    says: message`must be an integer of at least 0 and below \`epochs\``,
    commands: TRAINS,
    withoutFlag: TRAINS,
  },
  ...DATA_TABLE,
  optimizer: {
    kind: 'choice',
    default: null,
    choices: OPTIMIZER_NAMES,
    unknown: UNKNOWN_OPTIMIZER,
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
    commands: TRAINS,
    element: { label: { en: 'Learning rate', es: 'Tasa de aprendizaje' } },
  },
  schedule: {
    kind: 'schedule',
    default: null,
    commands: TRAINS,
    element: { label: { en: 'Schedule', es: 'Programación de la tasa' }, empty: NONE_FEMININE },
  },
  momentum: {
    kind: 'number',
    default: null,
    min: 0,
    below: 1,
    commands: TRAINS,
    element: { label: { en: 'Momentum', es: 'Momento' } },
  },
  weightDecay: {
    kind: 'number',
    default: null,
    min: 0,
    commands: TRAINS,
    element: { label: { en: 'Weight decay', es: 'Decaimiento de los pesos' }, empty: NONE },
  },
  clipnorm: {
    kind: 'number',
    default: null,
    above: 0,
    commands: TRAINS,
    element: { label: { en: 'Clip norm', es: 'Límite de la norma' }, empty: NONE },
  },
  globalClipnorm: {
    kind: 'number',
    default: null,
    above: 0,
    commands: TRAINS,
  },
  clipvalue: {
    kind: 'number',
    default: null,
    above: 0,
    commands: TRAINS,
  },
  loss: {
    kind: 'loss',
    default: null,
    commands: COMPUTES,
    element: {
      label: { en: 'Loss', es: 'Pérdida' },
      empty: { en: 'crossentropy', es: 'entropía cruzada' },
    },
  },
  metrics: {
    kind: 'metrics',
    default: null,
    commands: TRAINS,
    element: { label: { en: 'More metrics', es: 'Más métricas' }, empty: NONE_FEMININE },
  },
  classWeight: {
    kind: 'classWeight',
    default: null,
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
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Steps per epoch', es: 'Iteraciones por época' }, empty: ALL },
  },
  validationSteps: {
    kind: 'integer',
    default: null,
    min: 1,
    keras: 'fit',
    commands: TRAINS,
    element: { label: { en: 'Validation steps', es: 'Iteraciones de validación' }, empty: ALL },
  },
  validationFreq: {
    kind: 'validationFreq',
    default: null,
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
    commands: TRAINS,
    element: { label: { en: 'Callbacks', es: 'Callbacks' }, empty: { en: 'none', es: 'ninguno' } },
  },
  backend: {
    kind: 'choice',
    default: BACKEND_CHOICES[0],
    choices: BACKEND_CHOICES,
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
    commands: COMPUTES,
  },
  workers: {
    kind: 'integer',
    default: null,
    min: 1,
    commands: READS_DATA,
  },
  cacheBytes: {
    kind: 'number',
    default: 512 * 2 ** 20,
    min: 0,
    unit: 'bytes',
    commands: READS_DATA,
    withoutFlag: READS_DATA,
  },
  timeBudgetMs: {
    kind: 'number',
    default: 12,
    above: 0,
    unit: 'ms',
    flag: 'time-budget',
    commands: COMPUTES,
  },
} satisfies { readonly [Name in keyof TrainingOptions]-?: TrainingOption };

/** Returns the rows in order. @param command Only those that apply to one command. Default: all. */
export function trainingOptionEntries(command?: OptionCommand): [keyof TrainingOptions, TrainingOption][] {
  const entries = Object.entries(TRAINING_TABLE) as [keyof TrainingOptions, TrainingOption][];
  return command ? entries.filter(([, { commands }]) => commands.includes(command)) : entries;
}
