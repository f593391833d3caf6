/** The error of calls to a train step after `dispose`. */
import { PupilaError } from '../core/errors';
import { message } from '../core/message';

export function stepDisposed(): PupilaError {
  return new PupilaError('aborted', message`The train step was disposed of.`);
}
