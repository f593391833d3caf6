/**
 * The registry of model formats. A new format needs a module that reads or writes it, and two entries here: a row in
 * `ROWS`, and an import in `CODECS`. The rows do not depend on tfjs.
 */
import { message } from '../core/message';
import { unknownName } from '../options/unknown-name';
import type { ModelFormat, ModelReader, ModelWriter } from './model-format';
import { LABELS_TXT, METADATA_JSON } from './labels-file';
import { h5In } from './h5-layout';
import { modelJsonIn, weightFileNames } from './tfjs-layout';

/** In order of precedence: for a file, the first row that detects it; for a run's folder, the first that it contains. */
const ROWS = [
  {
    id: 'tfjs',
    extensions: ['.zip'],
    opensIn: { en: 'TensorFlow.js, once it is unpacked', es: 'TensorFlow.js, una vez descomprimido' },
    detect: ({ bytes, paths }) =>
      modelJsonIn(paths) !== undefined || startsWith(bytes, /^(\xef\xbb\xbf)?\s*\{/),
    index: { name: 'model.json', fileNames: weightFileNames },
    labels: METADATA_JSON,
    files: ['model/model.json', 'model/weights.bin'],
  },
  {
    id: 'keras',
    extensions: ['.keras'],
    opensIn: { en: 'Python with keras.models.load_model', es: 'Python con keras.models.load_model' },
    detect: ({ paths }) => paths.includes('config.json') || paths.includes('model.weights.h5'),
    files: ['model.keras'],
  },
  {
    id: 'h5',
    extensions: ['.h5', '.hdf5'],
    opensIn: { en: 'Python with keras.models.load_model', es: 'Python con keras.models.load_model' },
    detect: ({ bytes, paths }) => startsWith(bytes, /^\x89HDF/) || h5In(paths) !== undefined,
    labels: LABELS_TXT,
  },
] as const satisfies readonly ModelFormat[];

type Row = (typeof ROWS)[number];

/** Name of a format that Pupila reads. */
type ReadableFormat = Extract<Row, { detect: unknown }>['id'];

/** Name of a format that Pupila writes. */
export type WritableFormat = Extract<Row, { files: unknown }>['id'];

type Codec<Id> = (Id extends ReadableFormat ? ModelReader : unknown) &
  (Id extends WritableFormat ? ModelWriter : unknown);

/** Loads the module of each format. Separate from the rows, because Node's bundle contains only the rows. */
export const CODECS: { readonly [Id in Row['id']]: () => Promise<Codec<Id>> } = {
  tfjs: async () => (await import('./tfjs-codec')).tfjs,
  keras: async () => (await import('./keras-codec')).keras,
  h5: async () => (await import('./h5-codec')).h5,
};

const FORMATS: readonly ModelFormat[] = ROWS;

/** The formats that Pupila reads. */
export const READABLE_FORMATS = FORMATS.filter(
  (format): format is ModelFormat<ReadableFormat> & Required<Pick<ModelFormat, 'detect'>> => !!format.detect,
);

/** Returns the names by which a user knows files of these formats: that of an index, and extensions. */
export function namesOf(formats: readonly ModelFormat[]): string[] {
  return formats.flatMap(({ index, extensions }) => [...(index ? [index.name] : []), ...extensions]);
}

/** The formats that Pupila writes. */
export const WRITABLE_FORMATS = FORMATS.filter(
  (format): format is ModelFormat<WritableFormat> & Required<Pick<ModelFormat, 'files'>> => !!format.files,
);

/** The formats that a training run writes by default. */
export const RUN_FORMATS: readonly WritableFormat[] = ['tfjs', 'keras'];

/**
 * Returns the row of a format that Pupila writes.
 *
 * @throws {PupilaError} 'invalid-argument' for any other name.
 */
export function writableFormat(id: string): (typeof WRITABLE_FORMATS)[number] {
  const format = WRITABLE_FORMATS.find((each) => each.id === id);
  if (format) return format;
  const names = WRITABLE_FORMATS.map((each) => each.id);
  throw unknownName(message`Unknown format of a model.`, names, id, { format: id });
}

/** Whether the start of a file, as Latin-1, matches. */
function startsWith(bytes: Uint8Array, pattern: RegExp): boolean {
  return pattern.test(String.fromCharCode(...bytes.subarray(0, 64)));
}
