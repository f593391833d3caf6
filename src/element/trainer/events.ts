/** Event types of `<pupila-trainer>`, for the element and, because they bubble, for its ancestors. */
import type { Evaluation, Part, PupilaError, SessionEvents } from '../../index';

/** All events bubble and are composed. Events of a session have the session's event as `detail`. */
export type PupilaTrainerEvents = {
  [K in keyof SessionEvents as `pupila-${K}`]: CustomEvent<SessionEvents[K]>;
} & {
  /** After training, when the validation part has been evaluated. */
  'pupila-evaluation': CustomEvent<Evaluation & { part: Part }>;
  /** A picture was classified: probabilities by class. */
  'pupila-prediction': CustomEvent<{ name: string; probabilities: Readonly<Record<string, number>> }>;
  /** A model was loaded. Null: it was unloaded. */
  'pupila-model': CustomEvent<{ name: string; classes: readonly string[] } | null>;
  /** Every error has a `code`. */
  'pupila-error': CustomEvent<PupilaError>;
};

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to name events
  interface GlobalEventHandlersEventMap extends PupilaTrainerEvents {}
}
