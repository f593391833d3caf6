import { describe, expect, it } from 'vitest';
import { flowOptionsOfRun } from './parse-flow-options';
import { resolveOptions } from './resolve-options';
import {
  parseFitOptions,
  parseFitSourceOptions,
  parseFlowFromDirectoryOptions,
  parseFlowOptions,
} from './parse-flow-options';

describe('parseFlowFromDirectoryOptions', () => {
  it("fills in Keras's defaults", () => {
    expect(parseFlowFromDirectoryOptions({})).toEqual({
      directory: null,
      targetSize: [256, 256],
      colorMode: 'rgb',
      classes: null,
      classMode: 'categorical',
      batchSize: 32,
      shuffle: true,
      seed: null,
      subset: null,
      interpolation: 'nearest',
      keepAspectRatio: false,
      onError: 'raise',
      workers: null,
      prefetch: null,
      cacheBytes: 512 * 2 ** 20,
      signal: null,
    });
  });

  it("accepts Keras's names and ours, and None where Keras does", () => {
    const given = { target_size: [150, 100], class_mode: null, classes: null, seed: null, subset: null };
    expect(parseFlowFromDirectoryOptions(given)).toMatchObject({ targetSize: [150, 100], classMode: 'none' });
    expect(parseFlowFromDirectoryOptions({ keepAspectRatio: true }).keepAspectRatio).toBe(true);
  });

  it.each([
    [
      { target_size: 150 },
      '`target_size` must be height and width, positive integers. Received: target_size=150',
    ],
    [{ targetSize: [150, 0] }, 'Received: targetSize=[150,0]'],
    [{ target_size: [150, 150, 3] }, 'Received: target_size=[150,150,3]'],
    [{ color_mode: 'bgr' }, '`color_mode` must be one of rgb, grayscale, rgba. Received: color_mode=bgr'],
    [
      { class_mode: 'multi' },
      '`class_mode` must be one of categorical, binary, sparse, input, none, auto. Received',
    ],
    [
      { classes: ['cats', 'dogs', 'cats'] },
      '`classes` must be a list of different folder names, or null. Received: classes=["cats","dogs","cats"]',
    ],
    [{ classes: 'cats' }, 'Received: classes=cats'],
    [{ classes: [] }, 'Received: classes=[]'],
    [{ batch_size: 0 }, '`batch_size` must be a positive integer. Received: batch_size=0'],
    [{ batchSize: 1.5 }, 'Received: batchSize=1.5'],
    [{ shuffle: 1 }, '`shuffle` must be true or false. Received: shuffle=1'],
    [{ seed: -1 }, '`seed` must be an integer from 0 to 2**32 - 1, or null. Received: seed=-1'],
    [{ seed: 2 ** 32 }, 'Received: seed=4294967296'],
    [{ seed: '5' }, 'Received: seed=5'],
    [{ subset: 'test' }, '`subset` must be one of training, validation, or null. Received: subset=test'],
    [
      { interpolation: 'cubic' },
      '`interpolation` must be one of nearest, bilinear, bicubic, lanczos, box, hamming.',
    ],
    [
      { keep_aspect_ratio: 'yes' },
      '`keep_aspect_ratio` must be true or false. Received: keep_aspect_ratio=yes',
    ],
    [{ workers: 0 }, '`workers` must be a positive integer, or null. Received: workers=0'],
    [{ prefetch: -1 }, '`prefetch` must be a positive integer, or null. Received: prefetch=-1'],
    [{ cache_bytes: -1 }, '`cache_bytes` must be a number of at least 0. Received: cache_bytes=-1'],
    [
      { directory: '' },
      "`directory` must be a folder of the data, with '/' between folders, or null. Received: directory=",
    ],
    [{ signal: true }, '`signal` must be an AbortSignal, or null. Received: signal=true'],
    [{ batch_size: 3, batchSize: 3 }, '`batch_size` must be given only once. Received: batchSize=3'],
    [
      { batchsize: 3 },
      /^Unknown option of `flow_from_directory`\. Did you mean `batch_size`\? Received: batchsize=3$/,
    ],
    [{ follow_links: true }, 'Received: follow_links=true'],
    [7, 'The options of `flow_from_directory` must be an object. Received: options=7'],
  ])('rejects %j', (options, message) => {
    expect(() => parseFlowFromDirectoryOptions(options)).toThrow(message);
  });
});

describe('the options of flow and fit', () => {
  it('have defaults', () => {
    expect(parseFlowOptions({ ignore_class_split: true })).toMatchObject({
      batchSize: 32,
      ignoreClassSplit: true,
    });
    expect(parseFitOptions({})).toEqual({ augment: false, rounds: 1, seed: null });
    expect(parseFitSourceOptions({ target_size: [5, 6] })).toMatchObject({ targetSize: [5, 6], rounds: 1 });
  });

  it.each([
    [
      parseFlowOptions,
      { target_size: [5, 6] },
      /^Unknown option of `flow`\. Choose one of .*Received: target_size=\[5,6\]$/,
    ],
    [
      parseFlowOptions,
      { ignoreClassSplit: 0 },
      '`ignoreClassSplit` must be true or false. Received: ignoreClassSplit=0',
    ],
    [parseFitOptions, { rounds: 0 }, '`rounds` must be a positive integer. Received: rounds=0'],
    [parseFitOptions, { augment: 'yes' }, '`augment` must be true or false. Received: augment=yes'],
    [
      parseFitOptions,
      { batch_size: 3 },
      'Unknown option of `fit`. Choose one of augment, rounds, seed. Received: batch_size=3',
    ],
    [parseFitSourceOptions, { seed: 0.5 }, 'Received: seed=0.5'],
  ])('%o rejects %j', (parse, options, message) => {
    expect(() => parse(options)).toThrow(message);
  });
});

describe('flowOptionsOfRun', () => {
  it("returns a run's options that the function takes too", () => {
    const options = resolveOptions({ targetSize: [20, 30], batchSize: 7, seed: 3, epochs: 2 });
    const flow = flowOptionsOfRun('flow_from_directory', options);
    expect(flow).toMatchObject({ targetSize: [20, 30], batchSize: 7, seed: 3, shuffle: true });
    expect(flow).not.toHaveProperty('epochs');
    expect(flowOptionsOfRun('fit-pictures', options)).not.toHaveProperty('batchSize');
    expect(parseFitSourceOptions(flowOptionsOfRun('fit-pictures', options)).targetSize).toEqual([20, 30]);
  });
});
