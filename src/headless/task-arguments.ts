/** What all tasks do with their arguments. */
import { invalidArgument } from '../core/errors';
import type { OptionsJson, RunnerTasks } from './runner-protocol';

/**
 * Refuses anything but one object, such as the positional arguments of version 0.1.
 *
 * @param members Names of the object's members, for the message.
 * @throws {PupilaError} 'invalid-argument'.
 */
export function checkOneObject(task: keyof RunnerTasks, given: unknown, members: string): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw invalidArgument(`\`${task}\` takes one object: ${task}({ ${members} }).`, {
    'first argument': given,
  });
}

/**
 * The augmentation of a task: its own argument or the option of the same name.
 *
 * @param fallback When neither is given.
 * @throws {PupilaError} 'invalid-argument' when both are given and differ.
 */
export function chosenAugmentation(
  { augmentation, options = {} }: { augmentation?: unknown; options?: OptionsJson | undefined },
  fallback: unknown,
): unknown {
  const option = options.augmentation;
  if (augmentation === undefined) return option ?? fallback;
  if (option === undefined || JSON.stringify(augmentation) === JSON.stringify(option)) return augmentation;
  throw invalidArgument('`augmentation` and `options.augmentation` are the same, or one is not given.', {
    augmentation,
    'options.augmentation': option,
  });
}
