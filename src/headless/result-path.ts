/** Paths in a task's folder of results. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

/**
 * Returns a path relative to the task's folder without `.`.
 *
 * @param shown The path for a message.
 * @throws {PupilaError} 'invalid-argument' if it is absolute, or leaves the folder.
 */
export function resultPath(path: string, shown = path): string {
  const names = path.split('/').filter((name) => name !== '.');
  const isInside = names.every((name) => name !== '' && name !== '..' && !/[\\:]/.test(name));
  if (isInside && names.length > 0) return names.join('/');
  throw invalidArgument(
    message`A callback must write inside of the folder \`out\`: its path must be relative, with / between folders.`,
    { path: shown },
  );
}
