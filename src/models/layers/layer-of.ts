/** Makes layers of registered classes by their names. */
import { serialization } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import './registry';

type Layer = Sequential['layers'][number];

/** Makes a layer as reading a file makes it. `config` is in camelCase. */
export function layerOf(className: string, config: object): Layer {
  const [constructor] = serialization.SerializationMap.getMap().classNameMap[className] as unknown[];
  return new (constructor as new (config: object) => Layer)(config);
}
