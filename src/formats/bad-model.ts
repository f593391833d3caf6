/** The error of a model in a damaged zip. */
import { PupilaError } from '../core/errors';
import { message } from '../core/message';

/** Returns the error to throw: 'bad-model' in place of 'bad-archive', whose message is about a data set. */
export function asBadModel(cause: unknown): unknown {
  if (!(cause instanceof PupilaError) || cause.code !== 'bad-archive') return cause;
  const why = message`The model’s file is cut off or damaged; download or save it again.`;
  return new PupilaError('bad-model', why, { cause });
}
