/** The error of calls to a train step after `dispose`. */
import { PupilaError } from '../core/errors';

export function stepDisposed(): PupilaError {
  return new PupilaError('aborted', 'The train step was disposed of.');
}
