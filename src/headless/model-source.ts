/** Describes the arguments `--model` and `--weights` for the page. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { PupilaError, invalidArgument } from '../core/errors';
import { message } from '../core/message';
import type { ModelFormat } from '../formats/model-format';
import { READABLE_FORMATS, namesOf } from '../formats/registry';
import type { RemoteModel, RemoteWeights } from './runner-protocol';
import { type ServedFiles, decodedPath, realPathOf } from './served-files';

const ADDRESS = 'model/';
const WEIGHTS_ADDRESS = 'weights/';

/** What `--model` names besides `course`, in words. */
export const MODEL_SOURCES = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format([
  "a run's folder",
  ...namesOf(READABLE_FORMATS),
]);

/** A model, and weights to load into it. */
export interface ModelArguments {
  /** `course`, a run's folder, or a model's file. Default: `course`, if there are `weights`. */
  model?: string | undefined;
  /** A file with weights for the model: `.weights.h5`, `.h5` or `.keras`. Default: the model's own. */
  weights?: string | undefined;
  /** Loads the weights of the layers whose names are in the file, as in Keras. Default false. */
  byName?: boolean | undefined;
  /** Skips weights that do not fit, with a warning, as in Keras. Default false. */
  skipMismatch?: boolean | undefined;
}

/** Extensions of files of weights. */
const WEIGHTS_EXTENSIONS = READABLE_FORMATS.flatMap(({ id, extensions }) =>
  id === 'tfjs' ? [] : extensions,
);

/** Extension of the files of weights that Keras 3 writes. */
const WEIGHTS_ONLY = '.weights.h5';

/** Paths of a model in its folder or a run's. */
const PATHS_IN_FOLDER = READABLE_FORMATS.flatMap(({ index, files }) => [
  ...(index ? [index.name] : []),
  ...(files ? [files[0]] : []),
]);

/**
 * Finds a model: `course`, a run's folder, or a file of a format that Pupila reads. If the file names others beside it,
 * such as weights, the page can read them too.
 *
 * @throws {PupilaError} 'invalid-argument' if it does not exist; 'bad-model' if its weights are outside its folder.
 */
export function describeModel({
  model = 'course',
  weights,
  byName = false,
  skipMismatch = false,
}: ModelArguments): {
  remote: { model: RemoteModel; weights: RemoteWeights | null };
  files: ServedFiles;
} {
  if (weights === undefined && (byName || skipMismatch))
    throw invalidArgument(message`\`byName\` and \`skipMismatch\` need \`weights\`.`, { weights });
  const network = describeNetwork(model);
  if (weights === undefined)
    return { remote: { model: network.remote, weights: null }, files: network.files };
  const path = resolve(weights);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  if (!isFile || !WEIGHTS_EXTENSIONS.some((extension) => extension === extname(path).toLowerCase()))
    throw invalidArgument(message`\`--weights\` must be a file of ${WEIGHTS_EXTENSIONS.join(', ')}.`, {
      weights: `${weights} (${existsSync(path) ? 'which is none of them' : 'which does not exist'})`,
    });
  const name = basename(path);
  const url = WEIGHTS_ADDRESS + encodeURIComponent(name);
  return {
    remote: { model: network.remote, weights: { url, name, byName, skipMismatch } },
    files: new Map([...network.files, [WEIGHTS_ADDRESS + name, realPathOf(path)]]),
  };
}

function describeNetwork(model: string): { remote: RemoteModel; files: ServedFiles } {
  if (model === 'course') return { remote: 'course', files: new Map() };
  const path = resolve(model);
  if (path.toLowerCase().endsWith(WEIGHTS_ONLY))
    throw invalidArgument(
      message`\`--model\` must be a whole model; a ${WEIGHTS_ONLY} file goes to \`--weights\`.`,
      {
        model,
      },
    );
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const candidates = isFolder ? PATHS_IN_FOLDER.map((each) => join(path, each)) : [path];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  const format = file && READABLE_FORMATS.find((each) => isNamedAs(each, file));
  if (!format) {
    const why = existsSync(path) ? 'which is none of them' : 'which does not exist';
    throw invalidArgument(message`\`--model\` must be course, ${MODEL_SOURCES}.`, {
      model: `${model} (${why})`,
    });
  }
  const name = basename(file);
  const files = new Map([[ADDRESS + name, realPathOf(file)]]);
  for (const other of otherFiles(file, format)) {
    const target = join(dirname(file), other);
    if (statSync(target, { throwIfNoEntry: false })?.isFile()) files.set(ADDRESS + other, realPathOf(target));
  }
  return { remote: { url: ADDRESS + encodeURIComponent(name), name }, files };
}

/** Whether a file has an extension of the format, or that of its index. */
function isNamedAs({ extensions, index }: ModelFormat, file: string): boolean {
  const extension = extname(file).toLowerCase();
  return extensions.includes(extension) || (index !== undefined && extension === extname(index.name));
}

/**
 * Returns the files that may belong to a model's file, relative to its folder: its labels, and those that an index names. The page reports other errors in the
 * file.
 */
function otherFiles(file: string, { extensions, index, labels }: ModelFormat): string[] {
  const beside = labels === undefined ? [] : [labels];
  if (!index || extensions.includes(extname(file).toLowerCase())) return beside;
  try {
    return [...beside, ...index.fileNames(JSON.parse(readFileSync(file, 'utf8'))).flatMap(pathInFolder)];
  } catch (error) {
    if (error instanceof SyntaxError) return beside;
    throw error;
  }
}

/** Returns the path that the page will request for this name, as resolved by URL rules. Empty for another server. */
function pathInFolder(name: string): string[] {
  const base = new URL(`http://localhost/${ADDRESS}`);
  const url = URL.canParse(name, base.href) ? new URL(name, base) : base;
  if (url.origin !== base.origin) return [];
  const path = decodedPath(url.pathname) ?? '';
  const relativePath = path.slice(ADDRESS.length);
  const isInFolder = path.startsWith(ADDRESS) && !/[\\:]/.test(relativePath);
  const isVisible = relativePath.split('/').every((part) => part !== '' && !part.startsWith('.'));
  if (isInFolder && isVisible) return [relativePath];
  const rule = 'The files that a model names must be in its folder or below.';
  throw new PupilaError('bad-model', message`${rule} Received: paths=${name}`);
}
