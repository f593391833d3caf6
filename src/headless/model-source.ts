/** Describes the arguments `--model` and `--weights` for the page. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
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
  "a model's folder",
  ...namesOf(READABLE_FORMATS),
]);

/** A model, and weights to load into it. */
export interface ModelArguments {
  /** `course`, a run's folder, a folder with one model, or a model's file. Default: `course`, if there are `weights`. */
  model?: string | undefined;
  /** A file with weights for the model: `.weights.h5`, `.h5`, `.keras`, or a `.zip` of a `model.json`. Default: the model's own. */
  weights?: string | undefined;
  /** Loads the weights of the layers whose names are in the file, as in Keras. Default false. */
  byName?: boolean | undefined;
  /** Skips weights that do not fit, with a warning, as in Keras. Default false. */
  skipMismatch?: boolean | undefined;
}

/** Extensions of files with a model or only its weights, and nothing else. A zip may have pictures. */
const MODEL_EXTENSIONS = READABLE_FORMATS.flatMap(({ id, extensions }) => (id === 'tfjs' ? [] : extensions));

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

const WEIGHTS_EXTENSIONS = READABLE_FORMATS.flatMap(({ extensions }) => extensions);

/** Extension of the files of weights that Keras 3 writes. */
const WEIGHTS_ONLY = '.weights.h5';

/** Paths of the model in a run's folder, in order of precedence. */
const PATHS_IN_RUN = READABLE_FORMATS.flatMap(({ files }) => (files ? [files[0]] : []));

/** Names of indexes, such as `model.json`. */
const INDEX_NAMES: readonly string[] = READABLE_FORMATS.flatMap(({ index }) => (index ? [index.name] : []));

/**
 * Finds a model: `course`, a run's folder, a folder with one model, or a file of a format that Pupila reads. If the file
 * names others beside it, such as weights, the page can read them too.
 *
 * @throws {PupilaError} 'invalid-argument' if it does not exist, or if a folder has several; 'bad-model' if its weights
 * are outside its folder.
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
  if (!isFile(path) || !WEIGHTS_EXTENSIONS.some((extension) => extension === extname(path).toLowerCase()))
    throw invalidArgument(
      message`\`--weights\` must be a file that ends in ${OR.format(WEIGHTS_EXTENSIONS)}.`,
      {
        weights: `${weights} (${existsSync(path) ? 'which is none' : 'which does not exist'})`,
      },
    );
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
      { model },
    );
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? modelInFolder(path) : isFile(path) ? path : null;
  const format = file && READABLE_FORMATS.find((each) => isNamedAs(each, file));
  if (!format) {
    const why = existsSync(path) ? 'which is none of them' : 'which does not exist';
    throw invalidArgument(message`\`--model\` must be ${MODEL_SOURCES}.`, {
      model: `${model} (${why})`,
    });
  }
  const name = basename(file);
  const files = new Map([[ADDRESS + name, realPathOf(file)]]);
  for (const other of otherFiles(file, format)) {
    const target = join(dirname(file), other);
    if (isFile(target)) files.set(ADDRESS + other, realPathOf(target));
  }
  return { remote: { url: ADDRESS + encodeURIComponent(name), name }, files };
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Returns the model in a folder: that of a run, or the only one. Null if there is none.
 *
 * @throws {PupilaError} 'invalid-argument' if there are several.
 */
function modelInFolder(folder: string): string | null {
  const inRun = PATHS_IN_RUN.filter((path) => isFile(join(folder, path)));
  const isModel = (name: string): boolean =>
    INDEX_NAMES.includes(name) ||
    MODEL_EXTENSIONS.some((extension) => name.toLowerCase().endsWith(extension));
  const names = readdirSync(folder).filter(
    (name) => isModel(name) && !/^\.|\.weights\.h5$/i.test(name) && isFile(join(folder, name)),
  );
  const isRun = isFile(join(folder, 'run.json'));
  const models = isRun && inRun.length > 0 ? inRun.slice(0, 1) : [...new Set([...inRun, ...names])];
  if (models.length > 1)
    throw invalidArgument(message`The folder of \`--model\` must have one model; name the file otherwise.`, {
      [folder]: models.sort(),
    });
  return models[0] === undefined ? null : join(folder, models[0]);
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
