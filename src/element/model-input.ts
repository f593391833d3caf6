/** The type of a network, without loading the library. */
import type { SessionInputs } from '../index';

/** A tfjs-layers model. */
export type Model = NonNullable<SessionInputs['model']>;
