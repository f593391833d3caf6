/**
 * How an error crosses threads. comlink keeps only an Error's name, message and stack, so a `PupilaError` travels
 * as a plain object with its code and message and becomes a `PupilaError` again on the other side.
 */
import { type ErrorCode, PupilaError, messageOf } from '../core/errors';
import type { Message } from '../core/message';

interface WireError {
  pupilaError: { code: ErrorCode; message: Message | string };
}

/** Returns what to throw in the worker. */
export function toWire(error: unknown): unknown {
  if (!(error instanceof PupilaError)) return error;
  return { pupilaError: { code: error.code, message: messageOf(error) } } satisfies WireError;
}

/** Returns what to throw on the main thread. */
export function fromWire(thrown: unknown): Error {
  const wire = (thrown as Partial<WireError> | null)?.pupilaError;
  if (wire) return new PupilaError(wire.code, wire.message);
  if (thrown instanceof Error) return thrown;
  return new PupilaError('internal', `internal: a worker threw ${String(thrown)}`);
}
