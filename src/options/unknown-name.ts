/** Refuses names that are not known: of a loss, an optimizer, an option, a callback, a format. */
import { closest, distance } from 'fastest-levenshtein';
import { PupilaError, withReceived } from '../core/errors';
import { type Message, message } from '../core/message';

/**
 * Creates the error for an unknown name. It suggests the nearest known name, or lists all of them if none is near.
 *
 * @param unknown What is unknown, as a sentence: 'Unknown loss.'
 * @param areSuggested Whether the field for such names suggests them. Default true.
 * @example
 * throw unknownName(message`Unknown loss.`, LOSS_NAMES, 'hubber', { loss: 'hubber' });
 * // 'Unknown loss. Did you mean `huber`? Received: loss=hubber'
 */
export function unknownName(
  unknown: Message,
  names: readonly string[],
  name: string,
  received: Record<string, unknown>,
  areSuggested = true,
): UnknownName {
  return new UnknownName(unknown, names, name, received, areSuggested);
}

/** How many names the rule of a field lists, if the field suggests them. */
const MOST_LISTED = 6;

/** The error for a name that is none of several. */
export class UnknownName extends PupilaError {
  /** The rule for a field that suggests the names: it does not list many. */
  readonly shortRule: Message;

  constructor(
    unknown: Message,
    names: readonly string[],
    name: string,
    received: Record<string, unknown>,
    areSuggested: boolean,
  ) {
    const all = message`Choose one of ${names.join(', ')}.`;
    const hint = hintFor(names, name);
    super('invalid-argument', withReceived(message`${unknown} ${hint ?? all}`, received));
    const short =
      areSuggested && names.length > MOST_LISTED ? message`Clear the field to see all names.` : all;
    this.shortRule = message`${unknown} ${hint ?? short}`;
  }
}

/** Suggests a name; null if none is near. */
function hintFor(names: readonly string[], name: string): Message | null {
  const [first = ''] = names;
  if (names.length === 1) return message`The only one is \`${first}\`.`;
  const near = nearest(names, name);
  return near === null ? null : message`Did you mean \`${near}\`?`;
}

/** Returns a known name that starts with the given one, or differs in a few letters. Null if there is none. */
function nearest(names: readonly string[], name: string): string | null {
  const letters = lettersOf(name);
  // Names that differ in the first letter are others rather than slips: `lion` is not meant by `muon`.
  const similar = names.filter((each) => lettersOf(each)[0] === letters[0]);
  const start = similar.find((each) => letters.length > 2 && lettersOf(each).startsWith(letters));
  const closestLetters = closest(letters, similar.map(lettersOf));
  const near = start ?? similar.find((each) => lettersOf(each) === closestLetters);
  if (near === undefined) return null;
  const isNear = near === start || distance(letters, lettersOf(near)) <= Math.max(2, letters.length / 3);
  return isNear ? near : null;
}

/** Ignores how words are joined: Keras has `MeanSquaredError` and `mean_squared_error`. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[_\s-]/g, '');
