/** What `--model` names, as the page will see it. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import type { RemoteModel } from './runner-protocol';

/**
 * Finds a model: `course`, a run's folder, a folder with `model.json`, `model.json` itself, or a `.keras`, `.h5` file.
 *
 * @throws {PupilaError} 'invalid-argument' when there is none.
 */
export function describeModel(model: string): { remote: RemoteModel; mounts: Record<string, string> } {
  if (model === 'course') return { remote: 'course', mounts: {} };
  const path = resolve(model);
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const candidates = folder ? [join(path, 'model.json'), join(path, 'model', 'model.json')] : [path];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (!file || !/\.(json|keras|h5|hdf5)$/i.test(file)) {
    const why = existsSync(path) ? 'which is none of these' : 'which does not exist';
    throw invalidArgument("`--model` is course, a run's folder, model.json, or a .keras or .h5 file.", {
      model: `${model} (${why})`,
    });
  }
  const name = basename(file);
  return { remote: { url: `/model/${encodeURIComponent(name)}`, name }, mounts: { model: dirname(file) } };
}
