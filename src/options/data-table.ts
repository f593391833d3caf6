/** The rows of training-table.ts about data: how pictures are found, read, augmented and ordered. */
import { message } from '../core/message';
import type { TrainingOption } from './training-option';
import type { TrainingOptions } from './training-options';

/** Groups of commands, for `commands` below. */
export const READS_DATA = ['train', 'batches', 'preview', 'evaluate'] as const;
const DRAWS_BATCHES = ['train', 'batches', 'preview'] as const;

export const DATA_TABLE = {
  batchSize: {
    kind: 'integer',
    default: 128,
    min: 1,
    keras: 'flow_from_directory',
    commands: ['train', 'batches', 'evaluate'],
    element: { label: { en: 'Batch size', es: 'Tamaño del lote' } },
  },
  targetSize: {
    kind: 'size',
    default: [150, 150],
    unit: 'pixels',
    keras: 'flow_from_directory',
    commands: [...READS_DATA, 'predict', 'summary'],
    element: { label: { en: 'Picture side (pixels)', es: 'Lado en píxeles' } },
  },
  colorMode: {
    kind: 'choice',
    default: 'rgb',
    choices: ['rgb', 'grayscale', 'rgba'],
    keras: 'flow_from_directory',
    commands: [...READS_DATA, 'predict', 'summary'],
  },
  interpolation: {
    kind: 'choice',
    default: 'nearest',
    choices: ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'],
    keras: 'flow_from_directory',
    commands: READS_DATA,
  },
  keepAspectRatio: {
    kind: 'switch',
    default: false,
    keras: 'flow_from_directory',
    commands: READS_DATA,
  },
  classes: {
    kind: 'names',
    default: null,
    keras: 'flow_from_directory',
    commands: READS_DATA,
  },
  classMode: {
    kind: 'choice',
    default: null,
    choices: ['binary', 'sparse', 'categorical'],
    commands: ['train', 'batches', 'evaluate'],
    // `batches` has more choices, which cannot be trained on.
    withoutFlag: ['batches'],
  },
  validationSplit: {
    kind: 'number',
    default: 0,
    min: 0,
    below: 1,
    commands: READS_DATA,
    element: {
      label: { en: 'Fraction for validation', es: 'Fracción para validación' },
      // Readers usually bring a few pictures without a validation folder; this lets them see validation results.
      default: 0.2,
      hint: { en: 'Only without a validation folder.', es: 'Solo si no hay carpeta de validación.' },
    },
  },
  shuffleSplit: {
    kind: 'switch',
    default: false,
    commands: ['train', 'evaluate'],
  },
  onError: {
    kind: 'choice',
    default: 'raise',
    choices: ['raise', 'skip'],
    commands: [...READS_DATA, 'predict'],
  },
  augmentation: {
    kind: 'augmentation',
    default: 'course',
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
    commands: DRAWS_BATCHES,
  },
  shuffle: {
    kind: 'switch',
    default: true,
    keras: 'flow_from_directory',
    commands: DRAWS_BATCHES,
  },
  seed: {
    kind: 'integer',
    default: null,
    min: 0,
    max: 2 ** 32 - 1,
    says: message`must be an integer from 0 to 2**32 - 1`,
    keras: 'flow_from_directory',
    commands: READS_DATA,
    element: { label: { en: 'Seed', es: 'Semilla' }, empty: { en: 'new', es: 'nueva' } },
  },
} satisfies { readonly [Name in keyof TrainingOptions]?: TrainingOption };
