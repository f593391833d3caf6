/**
 * The errors that Pupila throws on purpose.
 *
 * A message states the rule that was broken, then `Received: name=value`. The message of a broken internal
 * invariant starts with `internal:`.
 */

/** The kind of error, as a code that survives the trip between threads. */
export type ErrorCode =
  | 'invalid-argument'
  | 'bad-archive'
  | 'no-images'
  | 'one-class'
  | 'bad-image'
  | 'bad-model'
  | 'output-mismatch'
  | 'backend-unavailable'
  | 'fetch-failed'
  | 'worker-died'
  | 'device-lost'
  | 'aborted'
  | 'loss-not-finite'
  | 'internal';

/**
 * An error with a stable `code`. It crosses threads as `{name, code, message}`.
 *
 * @example
 * await session.train().catch((error) => {
 *   if (!(error instanceof PupilaError) || error.code !== 'bad-image') throw error;
 *   console.log(error.message); // the rule, then the file
 * });
 */
export class PupilaError extends Error {
  override readonly name = 'PupilaError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Creates the error for an argument that breaks a rule.
 *
 * @param rule The rule, as a full sentence.
 * @param received Name and value of what was passed instead.
 * @example
 * throw invalidArgument('`zoom_range` is a number or a pair.', { zoom_range: [1] });
 * // "`zoom_range` is a number or a pair. Received: zoom_range=[1]"
 */
export function invalidArgument(rule: string, received: Record<string, unknown>): PupilaError {
  return new PupilaError('invalid-argument', `${rule} ${receivedText(received)}`);
}

/** Returns the end of an error message: 'Received: ', then the name and value of each argument. */
export function receivedText(received: Record<string, unknown>): string {
  const values = Object.entries(received).map(([name, value]) => `${name}=${format(value)}`);
  return `Received: ${values.join(', ')}`;
}

function format(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return value.name || 'function';
  return JSON.stringify(value) ?? String(value);
}
