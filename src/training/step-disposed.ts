/** What a train step answers that was disposed of. */
import { PupilaError } from '../core/errors';

export function stepDisposed(): PupilaError {
  return new PupilaError('aborted', 'The train step was disposed of.');
}
