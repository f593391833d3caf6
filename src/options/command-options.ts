/** Refuses options of a run that do not apply to a command. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { camelCase } from '../core/spelling';
import type { OptionCommand } from './training-option';
import { TRAINING_TABLE, trainingOptionEntries } from './training-table';

/**
 * Checks that every option applies to a command. Skips unknown names: `resolveOptions` rejects them and suggests the
 * nearest one.
 *
 * @param options In camelCase or Keras's spelling.
 * @throws {PupilaError} 'invalid-argument' for the first option that does not apply. The message lists those that do.
 */
export function checkCommandOptions(command: OptionCommand, options: object): void {
  const names: readonly string[] = trainingOptionEntries(command).map(([name]) => name);
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    const name = camelCase(key);
    if (value === undefined || !Object.hasOwn(TRAINING_TABLE, name) || names.includes(name)) continue;
    const rule = message`\`${key}\` does not apply to \`${command}\`. Its options are ${names.join(', ')}.`;
    throw invalidArgument(rule, { [key]: value });
  }
}
