/** Rules of arguments that several callbacks have. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { type Rule, isNumber } from '../../options/option-rules';

/** Any text that is not empty. `readOptions` leaves it undefined if it is not given: `needArgument` refuses that. */
export const text = (initial?: string): Rule<string> => ({
  default: initial as string,
  says: message`must be a text`,
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
});

/** Keras's `verbose`: accepted, without effect. What callbacks do is in the events, the history and `run.json`. */
export const VERBOSE: Rule<number> = {
  default: 0,
  says: message`must be 0 or 1`,
  read: (value) => (isNumber(value) ? value : undefined),
};

/** @throws {PupilaError} 'invalid-argument' if an argument without a default is missing. */
export function needArgument(owner: string, rule: Rule<unknown>, name: string, value: unknown): void {
  if (value === undefined)
    throw invalidArgument(message`${owner} needs \`${name}\`, which ${rule.says}.`, { [name]: undefined });
}
