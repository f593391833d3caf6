/** What the trainer's state refuses. */
import { PupilaError, invalidArgument } from '../../core/errors';
import type { SessionState } from '../../index';
import { ReaderError } from '../reader-error';

/** Thrown where something was ended on purpose, or another has taken its place. */
export function ended(cause?: unknown): PupilaError {
  return new PupilaError('aborted', 'It was stopped, or a newer start has replaced it.', { cause });
}

/** Whether an error only says that something was ended on purpose. */
export function isAborted(error: unknown): boolean {
  return (error as Partial<PupilaError> | null)?.code === 'aborted';
}

/** There is no network to predict with, or to save. */
export function nothingTrained(state: SessionState): ReaderError {
  const error = invalidArgument('Only a network that was trained or loaded predicts and is saved.', {
    state,
  });
  return new ReaderError(error, (words) => words.refusals.nothingTrained);
}

/** There is no run to go on from. */
export function nothingToGoOnFrom(state: SessionState): ReaderError {
  const rule = '`further` goes on from a run of the same network, which has trained at least one step.';
  return new ReaderError(
    invalidArgument(rule, { further: true, state }),
    ({ refusals }) => refusals.noFurther,
  );
}

/** There are no data to train on. @param areClasses Whether the reader brings pictures by class. */
export function noData(areClasses: boolean): ReaderError {
  const rule = areClasses
    ? 'Training needs at least two classes, each with a name of its own and with pictures.'
    : 'Training needs data: `src`, `data`, or what the reader chooses.';
  return new ReaderError(invalidArgument(rule, { data: null }), ({ refusals }) =>
    areClasses ? refusals.fillClasses : refusals.chooseFirst,
  );
}

/** Off the page nothing would free what a run holds. */
export function notOnAPage(): PupilaError {
  return invalidArgument('An element trains while it is on a page.', { isConnected: false });
}
