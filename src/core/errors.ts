/**
 * The errors that Pupila throws on purpose.
 *
 * A message states the rule that was broken, then `Received: name=value`. It is a `message`, so that views can translate
 * it. The message of a broken internal invariant is a string that starts with `internal:`.
 */
import { type Message, message, textOf } from './message';

/** The kind of error, as a code that survives the trip between threads. */
export type ErrorCode =
  | 'invalid-argument'
  | 'bad-archive'
  | 'no-images'
  | 'one-class'
  | 'bad-image'
  | 'bad-model'
  | 'bad-checkpoint'
  | 'input-mismatch'
  | 'output-mismatch'
  | 'backend-unavailable'
  | 'fetch-failed'
  | 'worker-died'
  | 'device-lost'
  | 'aborted'
  | 'loss-not-finite'
  | 'internal';

/**
 * An error with a stable `code`, and an English `message`.
 *
 * @example
 * await session.train().catch((error) => {
 *   if (!(error instanceof PupilaError) || error.code !== 'bad-image') throw error;
 *   console.log(error.message); // the rule, then the file
 * });
 */
export class PupilaError extends Error {
  override readonly name = 'PupilaError';
  /** The message with its template and values, to translate it. Null for a plain text. */
  readonly translatable: Message | null;

  /** @param text A plain text cannot be translated, such as one from the browser. */
  constructor(
    readonly code: ErrorCode,
    text: Message | string,
    options?: ErrorOptions,
  ) {
    super(textOf(text), options);
    this.translatable = typeof text === 'string' ? null : text;
  }
}

/** Returns the message of anything that was thrown, as part of another message. */
export function messageOf(thrown: unknown): Message | string {
  if (thrown instanceof PupilaError && thrown.translatable) return thrown.translatable;
  return thrown instanceof Error ? thrown.message : format(thrown);
}

/**
 * Creates the error for an argument that breaks a rule.
 *
 * @param rule The rule, as a full sentence.
 * @param received Name and value of what was passed instead.
 * @example
 * throw invalidArgument(message`\`zoom_range\` must be a number or a pair.`, { zoom_range: [1] });
 * // "`zoom_range` must be a number or a pair. Received: zoom_range=[1]"
 */
export function invalidArgument(rule: Message, received: Record<string, unknown>): PupilaError {
  return new PupilaError('invalid-argument', withReceived(rule, received));
}

/** Returns an error whose message starts with the name of the file that it is about. Other things are not changed. */
export function withFileName(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof PupilaError)) return thrown;
  return new PupilaError(thrown.code, message`${name}: ${messageOf(thrown)}`, { cause: thrown });
}

/** Returns a rule followed by the name and value of what was passed instead: '… Received: name=value'. */
export function withReceived(rule: Message, received: Record<string, unknown>): Message {
  const values = Object.entries(received).map(([name, value]) => `${name}=${format(value)}`);
  return message`${rule} Received: ${values.join(', ')}`;
}

const RECEIVED = message`${''} Received: ${''}`.template;

/** Returns the rule of an error that `invalidArgument` made, without what was received; of another one its message. */
export function ruleIn({ translatable, message: text }: PupilaError): Message | string {
  const [rule] = translatable?.template === RECEIVED ? translatable.values : [];
  return typeof rule === 'object' ? rule : (translatable ?? text);
}

function format(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return value.name || 'function';
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return plainText(value);
  }
}

/** Returns a text of what JSON cannot have: a BigInt, or an object that contains one or itself. */
function plainText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return Array.isArray(value) ? 'an array' : 'an object';
}
