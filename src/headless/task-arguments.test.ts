import { describe, expect, it } from 'vitest';
import type { RunnerTasks } from './runner-protocol';
import { checkArguments } from './task-arguments';

const VALID: Readonly<Record<keyof RunnerTasks, object>> = {
  train: { data: 'pets.zip', out: 'runs/1', formats: ['keras'], validationData: null, augmentation: 'none' },
  batches: { data: 'pets.zip', out: 'arrays', count: 3, subset: 'validation', gpu: 'none' },
  preview: { data: 'pets', out: 'sheet.png', image: 0, options: {}, onEvent: () => undefined },
  evaluate: { data: 'https://example.org/pets.zip', model: 'run', signal: new AbortController().signal },
  predict: { images: ['cat.jpg'], weights: 'w.h5', byName: true, options: undefined },
  summary: { model: 'course', classes: null },
  info: {},
};

describe('checkArguments', () => {
  it.each(Object.entries(VALID))('accepts arguments of %s', (task, given) => {
    expect(() => checkArguments(task as keyof RunnerTasks, given)).not.toThrow();
  });

  it.each<[keyof RunnerTasks, Record<string, unknown>, string]>([
    [
      'train',
      { formats: 'keras' },
      '`formats` must be a list of model formats, from tfjs, keras. Received: formats=keras',
    ],
    ['train', { formats: null }, 'Received: formats=null'],
    ['train', { options: null }, '`options` must be an object. Received: options=null'],
    ['train', { options: 'epochs=1' }, 'Received: options=epochs=1'],
    ['train', { data: undefined }, '`data` must be the path of a .zip or .npz file'],
    ['train', { model: null }, '`model` must be course, or the path of a model. Received: model=null'],
    ['train', { epochs: 1 }, 'Unknown argument of `train`. Choose one of data, out, options'],
    ['train', { callbacks: [{ onEpochEnd: () => 0 }] }, 'Received: name=callbacks'],
    [
      'train',
      { format: ['keras'] },
      'Unknown argument of `train`. Did you mean `formats`? Received: name=format',
    ],
    ['batches', { count: undefined }, '`count` must be a positive integer. Received: count=undefined'],
    ['batches', { count: '2' }, 'Received: count=2'],
    ['batches', { count: 1.5 }, 'Received: count=1.5'],
    ['batches', { out: '' }, '`out` must be a path. Received: out='],
    ['batches', { subset: 'test' }, '`subset` must be one of training, validation. Received: subset=test'],
    ['preview', { image: -1 }, '`image` must be an index or a file name. Received: image=-1'],
    [
      'predict',
      { images: 'cat.jpg' },
      '`images` must be a list of picture files, folders and .zip files. Received: images=cat.jpg',
    ],
    ['predict', { weights: undefined }, 'Either `model` or `weights` is required.'],
    ['predict', { byName: 1 }, '`byName` must be true or false. Received: byName=1'],
    ['summary', { classes: '3' }, '`classes` must be a positive integer, or null. Received: classes=3'],
    ['info', { gpu: 'nvidia' }, '`gpu` must be one of hardware, software, none. Received: gpu=nvidia'],
    ['info', { signal: {} }, '`signal` must be an AbortSignal.'],
  ])('of %s rejects %o', (task, change, message) => {
    const check = () => checkArguments(task, { ...VALID[task], ...change });
    expect(check).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(check).toThrow(message);
  });
});
