/** Models as files: loads any format of the registry, and saves those that can be written. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import type { Archive } from '../core/types';
import { openArchive, packArchive } from '../data/archive/archive';
import type { LoadedModel, ModelSaveOptions } from './model-format';
import { asBadModel } from './bad-model';
import { CODECS, READABLE_FORMATS, type WritableFormat, namesOf, writableFormat } from './registry';

/**
 * Loads a model from one file, such as a zip with `model.json`, a `.keras` or a `.h5` file. Detects the format from the
 * content. Starts a backend if none is running.
 *
 * @throws {PupilaError} 'bad-model'.
 * @example
 * const { model, metadata } = await loadModelFile(input.files[0]);
 */
export async function loadModelFile(file: Blob): Promise<LoadedModel> {
  return readModel(new Uint8Array(await file.arrayBuffer()));
}

/**
 * Loads a `.keras` or `.h5` file. Starts a backend if none is running.
 *
 * @throws {PupilaError} 'bad-model' if it is neither, is damaged, or has a layer that tfjs-layers does not support.
 * @example
 * const model = await loadKerasModel(new Uint8Array(await file.arrayBuffer()));
 */
export async function loadKerasModel(bytes: Uint8Array<ArrayBuffer>): Promise<LayersModel> {
  const formats = READABLE_FORMATS.filter(({ id }) => id === 'keras' || id === 'h5');
  return (await readModel(bytes, { formats })).model;
}

/**
 * Loads a model. Detects the format from the content.
 *
 * @param formats The formats to try. Default: all.
 * @param readBeside Reads a file that the model's file names. Default: there is none.
 * @throws {PupilaError} 'bad-model'.
 */
export async function readModel(
  bytes: Uint8Array<ArrayBuffer>,
  { formats = READABLE_FORMATS, readBeside = rejectBeside }: ReadOptions = {},
): Promise<LoadedModel> {
  try {
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    const { paths, read } = isZip ? await openArchive(bytes) : { paths: [], read: readBeside };
    const format = formats.find(({ detect }) => detect({ bytes, paths }));
    if (!format) throw unknownFormat(formats);
    const codec = await CODECS[format.id]();
    return await codec.read({ bytes, paths, read });
  } catch (cause) {
    throw asBadModel(cause);
  }
}

interface ReadOptions {
  formats?: typeof READABLE_FORMATS;
  readBeside?: Archive['read'];
}

function unknownFormat(formats: typeof READABLE_FORMATS): PupilaError {
  const rule = message`A model must be a file of one of these formats: ${namesOf(formats).join(', ')}; this file’s content is none of them.`;
  return new PupilaError('bad-model', rule);
}

function rejectBeside(path: string): Promise<never> {
  const rule = message`A model with separate weight files must be loaded as a zip that holds model.json and them, or by its address.`;
  return Promise.reject(new PupilaError('bad-model', withReceived(rule, { paths: path })));
}

/**
 * Saves a model as one file, for `loadModelFile` and the software of the format. Several files become a zip.
 *
 * @throws {PupilaError} 'bad-model' naming a layer that the format does not support; 'invalid-argument' for a format
 * that cannot be written.
 * @example
 * const file = await saveModelFile(model, 'keras', { metadata: await session.metadata() });
 */
export async function saveModelFile(
  model: LayersModel,
  format: WritableFormat,
  options: ModelSaveOptions = {},
): Promise<Blob> {
  const { files, content } = await write(model, format, options);
  if (content instanceof Blob) return content;
  const names = files.map((path) => path.slice(path.lastIndexOf('/') + 1));
  return packArchive(Object.fromEntries(content.map((each, i) => [names[i] as string, each])));
}

/**
 * Checks that a format supports a model, without writing it.
 *
 * @throws {PupilaError} The same as `saveModelFile`.
 */
export async function checkFormat(model: LayersModel, format: WritableFormat): Promise<void> {
  const codec = await CODECS[writableFormat(format).id]();
  codec.check(model);
}

/**
 * Returns the contents of a model's files by their paths in a run's folder.
 *
 * @throws {PupilaError} The same as `saveModelFile`.
 */
export async function modelFiles(
  model: LayersModel,
  format: WritableFormat,
  options: ModelSaveOptions,
): Promise<[path: string, content: BlobPart][]> {
  const { files, content } = await write(model, format, options);
  return (content instanceof Blob ? [content] : content).map((each, i) => [files[i] as string, each]);
}

async function write(model: LayersModel, format: WritableFormat, options: ModelSaveOptions) {
  const { id, files } = writableFormat(format);
  const codec = await CODECS[id]();
  return { files, content: await codec.write(model, options) };
}
