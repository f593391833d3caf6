import { describe, expect, it } from 'vitest';
import { checkCommandOptions } from './command-options';

describe('checkCommandOptions', () => {
  it.each([
    [
      'evaluate',
      { epochs: 3 },
      /^`epochs` does not apply to `evaluate`. Its options are batchSize, .*epochs=3$/,
    ],
    ['evaluate', { augmentation: 'none' }, 'Received: augmentation=none'],
    [
      'predict',
      { batch_size: 9 },
      '`batch_size` does not apply to `predict`. Its options are targetSize, colorMode, onError, backend',
    ],
    [
      'summary',
      { backend: 'wasm' },
      '`backend` does not apply to `summary`. Its options are targetSize, colorMode',
    ],
    ['preview', { batchSize: 4 }, 'Received: batchSize=4'],
    ['batches', { learningRate: 1 }, 'Received: learningRate=1'],
  ] as const)('%s refuses %j', (command, options, message) => {
    expect(() => checkCommandOptions(command, options)).toThrow(message);
  });

  it.each([
    ['train', { epochs: 3, initialEpoch: 1, cache_bytes: 0 }],
    ['batches', { class_mode: 'input', augmentation: 'course', seed: 5, cacheBytes: 0 }],
    ['preview', { augmentation: 'none', shift_axes: 'keras' }],
    ['evaluate', { classes: ['a', 'b'], onError: 'skip', classMode: 'categorical', threads: 1 }],
    ['predict', { on_error: 'skip', backend: 'wasm', target_size: [9, 9] }],
    ['summary', { targetSize: [24, 24], color_mode: 'rgb' }],
    ['predict', { epochs: undefined, batch_sise: 3 }],
    ['evaluate', { constructor: 1 }],
  ] as const)('%s accepts %j', (command, options) => {
    expect(() => checkCommandOptions(command, options)).not.toThrow();
  });
});
