/** The course's network as a tfjs-layers model. */
import { type Sequential, initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

/** Input, output and seed of the course's network. */
export interface CourseCnnOptions {
  /** Height, width, channels. Default [150, 150, 3]. */
  inputShape?: readonly [number, number, number];
  /** Default 2. */
  classes?: number;
  /** Default: one sigmoid unit for two classes, otherwise a softmax with one unit per class. */
  output?: 'sigmoid' | 'softmax';
  /** Seed of the weights. Default: random. */
  seed?: number;
}

/** Smallest side for which three convolutions and poolings still leave one pixel. */
export const MIN_SIDE = 22;

/**
 * Builds three blocks of Conv2D(36, 3, relu) and MaxPooling2D(2), then Flatten, Dense(512, relu) and the output, with
 * Keras's layer names and initial weights (glorot uniform).
 *
 * @throws {PupilaError} 'invalid-argument' if the images are too small for three blocks.
 * @example
 * await backendReady();
 * courseCnn().countParams(); // 5352281
 */
export function courseCnn({
  inputShape = [150, 150, 3],
  classes = 2,
  output = classes === 2 ? 'sigmoid' : 'softmax',
  seed,
}: CourseCnnOptions = {}): Sequential {
  const [height, width] = inputShape;
  if (Math.min(height, width) < MIN_SIDE) {
    const least = `${MIN_SIDE}x${MIN_SIDE}`;
    throw invalidArgument(message`The course’s network needs pictures of at least ${least} pixels.`, {
      images: `${height}x${width}`,
    });
  }
  const glorot = (layer: number) => ({
    kernelInitializer: initializers.glorotUniform(seed === undefined ? {} : { seed: seed + layer + 1 }),
  });
  const numbered = (name: string, i: number): string => (i === 0 ? name : `${name}_${i}`);
  const model = sequential({ name: 'sequential' });
  for (let i = 0; i < 3; i++) {
    const first = i === 0 ? { inputShape: [...inputShape] } : {};
    const shape = { filters: 36, kernelSize: 3, activation: 'relu' as const };
    model.add(layers.conv2d({ name: numbered('conv2d', i), ...shape, ...first, ...glorot(i) }));
    model.add(layers.maxPooling2d({ name: numbered('max_pooling2d', i), poolSize: 2 }));
  }
  model.add(layers.flatten({ name: 'flatten' }));
  model.add(layers.dense({ name: 'dense', units: 512, activation: 'relu', ...glorot(3) }));
  const units = output === 'sigmoid' ? 1 : classes;
  model.add(layers.dense({ name: 'dense_1', units, activation: output, ...glorot(4) }));
  return model;
}
