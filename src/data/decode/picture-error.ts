/** Why a picture cannot be decoded. */
import { withReceived } from '../../core/errors';
import { type Message, message } from '../../core/message';

/** The reason, thrown by a decoder. Becomes a 'bad-image' error that names the file. */
export class PictureError extends Error {
  /**
   * @param reason Phrased to follow 'cannot be read:', without a full stop.
   * @param received Name and value of the header field that breaks a rule.
   */
  constructor(
    readonly reason: Message,
    readonly received: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(reason.text, options);
  }
}

/** Returns the message of the 'bad-image' error for anything that a decoder throws. */
export function unreadable(name: string, thrown: unknown): Message {
  if (thrown instanceof PictureError) {
    const sentence = message`${name} cannot be read: ${thrown.reason}.`;
    return Object.keys(thrown.received).length > 0 ? withReceived(sentence, thrown.received) : sentence;
  }
  // A RangeError is a position outside the file, or an allocation for data that is not there.
  const isDamage = !(thrown instanceof Error) || thrown instanceof RangeError;
  return message`${name} cannot be read: ${isDamage ? message`it is damaged or cut off` : thrown.message}.`;
}

/**
 * Returns what a library decodes. Its errors are English sentences for developers; behind checked headers they mean
 * damage.
 *
 * @throws {PictureError} If the library fails.
 */
export function decodeBy<T>(library: () => T): T {
  try {
    return library();
  } catch (cause) {
    throw new PictureError(message`it is damaged or cut off`, {}, { cause });
  }
}

/**
 * Checks a number in a header.
 *
 * @param field Its name in the format's specification.
 * @throws {PictureError} If it is not an integer from `min` to `max`.
 */
export function checkInteger(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new PictureError(message`its ${field} must be an integer from ${min} to ${max}`, { [field]: value });
}

/**
 * Checks a code in a header.
 *
 * @param allowed The supported codes.
 * @throws {PictureError} For any other code.
 */
export function checkCode(field: string, value: number, allowed: readonly number[]): void {
  if (allowed.includes(value)) return;
  const codes = allowed.join(', ');
  const rule =
    allowed.length === 1
      ? message`its ${field} must be ${codes}`
      : message`its ${field} must be one of ${codes}`;
  throw new PictureError(rule, { [field]: value });
}

/** The error for a file that ends too early. */
export const cutOff = (): PictureError => new PictureError(message`it is cut off`);
