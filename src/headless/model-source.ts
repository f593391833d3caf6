/** Describes the `--model` argument for the page. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PupilaError, invalidArgument } from '../core/errors';
import type { RemoteModel } from './runner-protocol';
import { type ServedFiles, decodedPath, realPathOf } from './served-files';

const ADDRESS = 'model/';

/**
 * Finds a model: `course`, a run's folder, a folder with `model.json`, a `model.json`, or a `.keras` or `.h5` file. For
 * a `model.json`, the page can also read the weight files that it names.
 *
 * @throws {PupilaError} 'invalid-argument' if it does not exist; 'bad-model' if its weights are outside its folder.
 */
export function describeModel(model: string): { remote: RemoteModel; files: ServedFiles } {
  if (model === 'course') return { remote: 'course', files: new Map() };
  const path = resolve(model);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const candidates = isFolder ? [join(path, 'model.json'), join(path, 'model', 'model.json')] : [path];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (!file || !/\.(json|keras|h5|hdf5)$/i.test(file)) {
    const why = existsSync(path) ? 'which is none of these' : 'which does not exist';
    throw invalidArgument("`--model` is course, a run's folder, model.json, or a .keras or .h5 file.", {
      model: `${model} (${why})`,
    });
  }
  const name = basename(file);
  const files = new Map([[ADDRESS + name, realPathOf(file)]]);
  for (const weights of /\.json$/i.test(file) ? weightFiles(file) : []) {
    const target = join(dirname(file), weights);
    if (statSync(target, { throwIfNoEntry: false })?.isFile())
      files.set(ADDRESS + weights, realPathOf(target));
  }
  return { remote: { url: ADDRESS + encodeURIComponent(name), name }, files };
}

/**
 * Returns the weight files that a `model.json` names, relative to its folder. The page reports other errors in the
 * file.
 */
function weightFiles(file: string): string[] {
  let json: { weightsManifest?: { paths?: unknown }[] } | null;
  try {
    json = JSON.parse(readFileSync(file, 'utf8')) as typeof json;
  } catch {
    return [];
  }
  const manifest = Array.isArray(json?.weightsManifest) ? json.weightsManifest : [];
  const names = manifest.flatMap((group) => (Array.isArray(group?.paths) ? (group.paths as unknown[]) : []));
  return names.filter((name) => typeof name === 'string').flatMap(pathInFolder);
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
  const rule = 'The weight files of a model.json lie beside it or below.';
  throw new PupilaError('bad-model', `${rule} Received: paths=${name}`);
}
