import { type Message, message } from './message';
import type { Subset } from './types';

/** Returns the name of a part of the data in a message, which is translated too. */
export function partName(part: Subset): Message {
  return part === 'training' ? message`training` : message`validation`;
}
