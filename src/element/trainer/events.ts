/** The events of `<pupila-trainer>`: typed for the element and for everything above it, since they bubble. */
import type { Evaluation, Part, PupilaError, SessionEvents } from '../../index';

type FromSession = { [K in keyof SessionEvents as `pupila-${K}`]: CustomEvent<SessionEvents[K]> };

/** Each bubbles and is composed. Those of a session have the session's event as `detail`. */
export interface PupilaTrainerEvents extends FromSession {
  /** After training: every picture of the validation part was tried. */
  'pupila-evaluation': CustomEvent<Evaluation & { part: Part }>;
  'pupila-prediction': CustomEvent<{ name: string; probabilities: Readonly<Record<string, number>> }>;
  /** A model was loaded; null: the one that was loaded goes. */
  'pupila-model': CustomEvent<{ name: string; classes: readonly string[] } | null>;
  /** Every error has a `code`. */
  'pupila-error': CustomEvent<PupilaError>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to name events
  interface GlobalEventHandlersEventMap extends PupilaTrainerEvents {}
}
