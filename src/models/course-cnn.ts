/** The course's network. */
import { type Sequential, initializers, layers, sequential } from '@tensorflow/tfjs-layers';

/** What the network is made for. */
export interface CourseCnnOptions {
  /** Height, width, channels. Default [150, 150, 3]. */
  inputShape?: readonly [number, number, number];
  /** Two (default): one sigmoid unit; more: softmax. */
  classes?: number;
  /** Seed of the weights; default: random. */
  seed?: number;
}

/**
 * Three times Conv2D(36, 3, relu) and MaxPooling2D(2), then Flatten, Dense(512, relu) and the output, with Keras's
 * layer names and initial weights (glorot uniform).
 *
 * @throws {Error} tfjs-layers' own, when the images are too small for three blocks (below 22 pixels).
 * @example
 * courseCnn().countParams(); // 5352281
 */
export function courseCnn({
  inputShape = [150, 150, 3],
  classes = 2,
  seed,
}: CourseCnnOptions = {}): Sequential {
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
  const output =
    classes === 2
      ? { units: 1, activation: 'sigmoid' as const }
      : { units: classes, activation: 'softmax' as const };
  model.add(layers.dense({ name: 'dense_1', ...output, ...glorot(4) }));
  return model;
}
