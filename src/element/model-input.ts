/** The picture size that a network's input requires. */
import type { SessionInputs } from '../index';

/** A tfjs-layers model. */
export type Model = NonNullable<SessionInputs['model']>;

/** Size of a picture, in pixels and channels. */
export interface InputSize {
  height: number;
  width: number;
  channels: number;
}

/** Returns the size of a network's input, or null if it is variable or not a picture. */
export function inputSize({ inputs }: Pick<Model, 'inputs'>): InputSize | null {
  const [height, width, channels, ...more] = inputs[0]?.shape.slice(1) ?? [];
  return height && width && channels && more.length === 0 ? { height, width, channels } : null;
}
