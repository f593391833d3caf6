/** Where callbacks of Keras's write. */
import { type PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { CallbackContext, CallbackFiles } from './callback';

/** The error for a callback that writes in a run that has no place for files. */
export const noPlaceForFiles = (callback: string): PupilaError =>
  invalidArgument(
    message`${callback} needs a place for its files: \`files\` of a \`TrainingSession\`, or the folder \`out\` of a headless run.`,
    { callbacks: callback },
  );

/** @throws {PupilaError} 'invalid-argument' if the run has no place for files. */
export function filesFor(callback: string, { files }: Pick<CallbackContext, 'files'>): CallbackFiles {
  if (!files) throw noPlaceForFiles(callback);
  return files;
}
