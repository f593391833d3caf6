/** Files that callbacks write into a task's folder, which its configuration declares. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { readCallbackChoices } from '../options/callback-choice';
import { makeCallbacks, writtenPaths } from '../training/callbacks/registry';
import { resultPath } from './result-path';
import type { OptionsJson } from './runner-protocol';

/** A path in the folder: a pattern for each folder, and for the file. */
export type DeclaredFile = readonly RegExp[];

/** Stands for a placeholder. No path has it. */
const NUMBER = '\0';
/** What a number's format in Python writes. */
const NUMBER_PATTERN = '(?:[-+. %0-9eE]|nan|inf|NAN|INF)*';

/**
 * Returns the files that the callbacks of a run write.
 *
 * @param callbacks The option of a run.
 * @param hasFolder Whether the run writes results.
 * @param results Paths of the run's own results.
 * @throws {PupilaError} 'invalid-argument' for an invalid callback, a path out of the folder, or that of a result.
 */
export function declaredFiles(
  callbacks: OptionsJson['callbacks'],
  hasFolder: boolean,
  results: readonly string[],
): DeclaredFile[] {
  const choices = readCallbackChoices(callbacks ?? []) ?? [];
  return writtenPaths(makeCallbacks(choices, hasFolder)).map((parts) => {
    const shown = parts.map((part) => (typeof part === 'string' ? part : `{${part.name}}`)).join('');
    const path = resultPath(parts.map((part) => (typeof part === 'string' ? part : NUMBER)).join(''), shown);
    const declared = path.split('/').map(patternOf);
    const result = results.find((each) => collides(declared, each));
    if (result === undefined) return declared;
    throw invalidArgument(message`A callback must not write where the run writes ${result}.`, {
      path: shown,
    });
  });
}

/** Upper and lower case are the same in some systems. */
function patternOf(name: string): RegExp {
  const texts = name.split(NUMBER).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return new RegExp(`^${texts.join(NUMBER_PATTERN)}$`, 'i');
}

/** Whether two paths may be the same, or one the folder of the other. */
function collides(declared: DeclaredFile, path: string): boolean {
  const names = path.split('/').slice(0, declared.length);
  return names.every((name, i) => declared[i]?.test(name));
}

/** Whether a path is one of a declared file. */
export function isDeclared(declared: readonly DeclaredFile[], path: string): boolean {
  const names = path.split('/');
  const isPlain = names.every((name) => !['', '.', '..'].includes(name) && !/[\\:\0]/.test(name));
  return isPlain && declared.some((each) => each.length === names.length && collides(each, path));
}
