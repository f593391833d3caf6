/** What a network's own input says of the pictures that it takes. */
import type { SessionInputs } from '../index';

/** A tfjs-layers model. */
export type Model = NonNullable<SessionInputs['model']>;

/** Of pictures. */
export interface InputSize {
  height: number;
  width: number;
  channels: number;
}

/** Null where the input leaves the size open, or takes no pictures. */
export function inputSize({ inputs }: Pick<Model, 'inputs'>): InputSize | null {
  const [height, width, channels, ...more] = inputs[0]?.shape.slice(1) ?? [];
  return height && width && channels && more.length === 0 ? { height, width, channels } : null;
}
