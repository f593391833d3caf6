/** Argument checks shared by all tasks. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import type { OptionsJson, RunnerTasks } from './runner-protocol';

/**
 * Checks that the argument is an object. Version 0.1 took positional arguments.
 *
 * @param members Names of the object's members, for the message.
 * @throws {PupilaError} 'invalid-argument' otherwise.
 */
export function checkOneObject(task: keyof RunnerTasks, argument: unknown, members: string): void {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) return;
  throw invalidArgument(message`The argument of \`${task}\` must be one object: ${task}({ ${members} }).`, {
    'first argument': argument,
  });
}

/**
 * Returns a task's augmentation: from its argument, or from the option of the same name.
 *
 * @param fallback Default if both are missing.
 * @throws {PupilaError} 'invalid-argument' if both are present and differ.
 */
export function resolveAugmentation(
  { augmentation, options = {} }: { augmentation?: unknown; options?: OptionsJson | undefined },
  fallback: unknown,
): unknown {
  const option = options.augmentation;
  if (augmentation === undefined) return option ?? fallback;
  if (option === undefined || JSON.stringify(augmentation) === JSON.stringify(option)) return augmentation;
  throw invalidArgument(
    message`\`augmentation\` and \`options.augmentation\` must be the same, or one of them omitted.`,
    {
      augmentation,
      'options.augmentation': option,
    },
  );
}
