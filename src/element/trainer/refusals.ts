/** Errors of the trainer's state. */
import { PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { SessionState } from '../../index';
import { namesText } from '../names';
import type { DataKind } from './data-choice';
import { ReaderError } from '../reader-error';
import type { Setting } from './settings';

/** Error for an operation that was stopped on purpose or replaced by a newer one. */
export function abortedError(cause?: unknown): PupilaError {
  return new PupilaError('aborted', message`The work was stopped, or replaced by a newer start.`, { cause });
}

/** Whether an error only reports that something was stopped on purpose. */
export function isAborted(error: unknown): boolean {
  return (error as Partial<PupilaError> | null)?.code === 'aborted';
}

/** Error if there is no network to predict with or save. */
export function nothingTrained(state: SessionState): ReaderError {
  const error = invalidArgument(message`Only a network that was trained or loaded can predict or be saved.`, {
    state,
  });
  return new ReaderError(error, (words) => words.refusals.nothingTrained);
}

/** Error if there is no run to continue. */
export function nothingToContinue(state: SessionState): ReaderError {
  const rule = message`\`further\` needs an earlier run of the same network that has trained at least one step and whose loss is finite.`;
  return new ReaderError(
    invalidArgument(rule, { further: true, state }),
    ({ refusals }) => refusals.noFurther,
  );
}

/** Error if there is no data to train on. @param kind Where the reader wants it to come from. */
export function noData(kind: DataKind): ReaderError {
  const rule =
    kind === 'classes'
      ? message`Training needs at least two classes, each with its own name and with pictures.`
      : message`Training needs data: \`src\`, \`data\`, or files that the reader chooses.`;
  return new ReaderError(invalidArgument(rule, { data: null }), ({ refusals }) => refusals.noData[kind]);
}

/** Error for several files that cannot be read as pictures. */
export function unreadablePictures(names: readonly string[]): ReaderError {
  const rule = message`These files cannot be read as pictures: ${names.join(', ')}.`;
  return new ReaderError(new PupilaError('bad-image', rule), ({ refusals, more }, format) =>
    refusals.pictures(namesText(names, format, more)),
  );
}

/** Error for an element that is not on a page: nothing would free the memory of its run. */
export function notOnAPage(): PupilaError {
  return invalidArgument(message`An element must be on a page to train.`, { isConnected: false });
}

/** Error if the field of a setting has a text that breaks its rule. */
export function refusedField({ name, field }: Setting): ReaderError {
  const rule = message`Training needs a valid value in every field of the settings.`;
  return new ReaderError(invalidArgument(rule, { field: name }), ({ refusals }) =>
    refusals.field(field.label),
  );
}
