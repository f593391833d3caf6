/** Builds a tfjs-layers model from a network described as data. */
import { type Sequential, initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkOutput, describeNetwork } from '../network/describe';
import type { LayerSpec, NetworkSpec } from '../network/layer-spec';
import { flatten } from './layers/shapes';

type Layer = Parameters<Sequential['add']>[0];

/**
 * Builds a network with Keras's layer names and initial weights (glorot uniform).
 *
 * @param seed Seed of the weights. Default: random. Equal seeds give the course's network the weights of `courseCnn`.
 * @param options.classifier Whether the output must be a vector. Default true.
 * @throws {ImpossibleLayer}
 * @example
 * await backendReady();
 * const model = buildNetwork(courseNetwork(), 0);
 */
export function buildNetwork(spec: NetworkSpec, seed?: number, { classifier = true } = {}): Sequential {
  const rows = describeNetwork(spec);
  if (classifier) checkOutput(rows, spec.inputShape);
  const model = sequential({ name: 'sequential' });
  let weighted = 0;
  spec.layers.forEach((layer, i) => {
    const own = layer.type === 'Conv2D' || layer.type === 'Dense' ? ++weighted : 0;
    const kernelInitializer = initializers.glorotUniform(seed === undefined ? {} : { seed: seed + own });
    const shape = i === 0 ? { inputShape: [...spec.inputShape] } : {};
    model.add(layerOf(layer, { name: rows[i]?.name as string, ...shape }, kernelInitializer));
  });
  return model;
}

function layerOf(
  layer: LayerSpec,
  common: { name: string; inputShape?: number[] },
  kernelInitializer: ReturnType<typeof initializers.glorotUniform>,
): Layer {
  const { type, ...args } = layer;
  const config = { ...common, ...args };
  switch (type) {
    case 'Conv2D':
      return layers.conv2d({ ...config, kernelInitializer } as Parameters<typeof layers.conv2d>[0]);
    case 'Dense':
      return layers.dense({ ...config, kernelInitializer } as Parameters<typeof layers.dense>[0]);
    case 'MaxPooling2D':
      return layers.maxPooling2d(config);
    case 'AveragePooling2D':
      return layers.averagePooling2d(config);
    case 'GlobalAveragePooling2D':
      return layers.globalAveragePooling2d(common);
    case 'Flatten':
      return flatten(common) as unknown as Layer;
    case 'BatchNormalization':
      return layers.batchNormalization({ ...common, epsilon: 1e-3 });
    case 'Dropout':
      return layers.dropout(config as Parameters<typeof layers.dropout>[0]);
  }
}
