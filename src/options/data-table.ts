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
    text: { en: 'Pictures per batch', es: 'Imágenes por lote' },
    keras: 'flow_from_directory',
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
    absent: { en: '150x150', es: '150x150' },
    ofModel: { en: "a loaded model's", es: 'los de un modelo cargado' },
    keras: 'flow_from_directory',
    commands: [...READS_DATA, 'predict', 'summary'],
    element: { label: { en: 'Picture side (pixels)', es: 'Lado en píxeles' } },
  },
  colorMode: {
    kind: 'choice',
    default: 'rgb',
    choices: ['rgb', 'grayscale', 'rgba'],
    text: { en: 'Channels of the pictures', es: 'Canales de las imágenes' },
    absent: { en: 'rgb', es: 'rgb' },
    ofModel: { en: "a loaded model's", es: 'los de un modelo cargado' },
    keras: 'flow_from_directory',
    commands: [...READS_DATA, 'predict', 'summary'],
  },
  interpolation: {
    kind: 'choice',
    default: 'nearest',
    choices: ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'],
    text: { en: "How pictures are resized: Pillow's filters", es: 'Cómo se ajustan: los filtros de Pillow' },
    absent: { en: 'nearest', es: 'nearest' },
    ofModel: { en: "a loaded model's", es: 'el de un modelo cargado' },
    keras: 'flow_from_directory',
    commands: READS_DATA,
  },
  keepAspectRatio: {
    kind: 'switch',
    default: false,
    text: {
      en: 'Crop the middle instead of squeezing the picture',
      es: 'Recortar el centro en vez de deformar la imagen',
    },
    absent: { en: 'squeezed', es: 'se deforma' },
    ofModel: { en: "a loaded model's", es: 'lo que diga un modelo cargado' },
    keras: 'flow_from_directory',
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
    keras: 'flow_from_directory',
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
      en: 'Fraction of each class to hold out for validation if there is no validation folder',
      es: 'Fracción de cada clase que se reserva para validar si no hay carpeta de validación',
    },
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
    text: {
      en: 'Hold out a random fraction of all pictures, decided by the seed, instead of the first ones of each class',
      es: 'Reservar una fracción al azar de todas las imágenes, según la semilla, en vez de las primeras de cada clase',
    },
    commands: ['train', 'evaluate'],
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
    keras: 'flow_from_directory',
    commands: DRAWS_BATCHES,
  },
  seed: {
    kind: 'integer',
    default: null,
    min: 0,
    max: 2 ** 32 - 1,
    says: message`must be an integer from 0 to 2**32 - 1`,
    text: {
      en: 'Seed of weights, order, augmentation and dropout',
      es: 'Semilla de pesos, orden, aumentación y dropout',
    },
    absent: { en: 'a new one, reported', es: 'una nueva, que se informa' },
    keras: 'flow_from_directory',
    commands: READS_DATA,
    element: { label: { en: 'Seed', es: 'Semilla' }, empty: { en: 'new', es: 'nueva' } },
  },
} satisfies { readonly [Name in keyof TrainingOptions]?: TrainingOption };
