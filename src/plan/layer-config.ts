/** Reads what windows of convolutions and poolings cover from the config of a tfjs-layers layer. */
import { message } from '../core/message';
import { type Layer, NoPlan } from './layer-chain';
import type { Size } from './stages';

/** The window of a layer. */
export interface WindowConfig {
  window: Size;
  strides: Size;
  dilation: Size;
  /** Whether the image is padded so that there is an output for each position. */
  same: boolean;
}

/** @throws {NoPlan} for another padding than 'same' and 'valid'. */
export function windowConfig(layer: Layer, window: 'kernelSize' | 'poolSize'): WindowConfig {
  const config = layer.getConfig();
  if (config.padding !== 'same' && config.padding !== 'valid')
    throw new NoPlan(message`${layer.name} has the padding ${config.padding as string}`);
  return {
    window: pair(config[window]),
    strides: pair(config.strides),
    dilation: pair(config.dilationRate),
    same: config.padding === 'same',
  };
}

/** @throws {NoPlan} for a layer with channels first. */
export function requireChannelsLast(layer: Layer): void {
  if (layer.getConfig().dataFormat === 'channelsFirst')
    throw new NoPlan(message`${layer.name} has channels first`);
}

/** Converts one number for both sides, or two, to [height, width]. */
function pair(value: unknown): Size {
  const [height = 1, width = height] = [value ?? 1].flat() as number[];
  return [height, width];
}

/** Zeros above and left, and the size of the padded image. */
export interface Padding {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** Returns the padding of an image. As in TensorFlow, an odd row or column goes below or to the right. */
export function paddingOf(
  { window, strides, dilation, same }: WindowConfig,
  input: readonly number[],
  output: readonly number[],
): Padding {
  const along = (axis: 0 | 1): number => {
    const extent = (window[axis] - 1) * dilation[axis] + 1;
    return same ? Math.max(0, ((output[axis] ?? 1) - 1) * strides[axis] + extent - (input[axis] ?? 1)) : 0;
  };
  const [rows, columns] = [along(0), along(1)];
  return {
    top: Math.floor(rows / 2),
    left: Math.floor(columns / 2),
    height: (input[0] ?? 1) + rows,
    width: (input[1] ?? 1) + columns,
  };
}
