import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import * as library from '../../internal';
import { NetworkChoice } from './network-choice';
import { DEFAULTS } from './settings';

/** A network without weights, for pictures of this shape. */
const network = (...inputShape: (number | null)[]) =>
  sequential({ layers: [layers.globalAveragePooling2d({ dataFormat: 'channelsLast', inputShape })] });

it.each([
  ['of its own size', network(64, 48, 1), { targetSize: [64, 48], colorMode: 'grayscale' }],
  ['of its own channels', network(64, 64, 3), { targetSize: [64, 64], colorMode: 'rgb' }],
  ['of the chosen size if it has none', network(null, null, 3), { targetSize: [150, 150] }],
  ["of the chosen size if it is the course's", null, { targetSize: [150, 150] }],
])('a network receives pictures %s', async (_, model, options) => {
  const choice = new NetworkChoice(() => model);
  const inputs = await choice.fromScratch(library, DEFAULTS);
  expect(inputs.model).toBe(model);
  expect(inputs.options).toMatchObject(options);
});
