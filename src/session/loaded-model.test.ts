import { describe, expect, it } from 'vitest';
import type { ModelMetadata } from '../formats/model-metadata';
import {
  checkClassOrder,
  checkTargetSize,
  classesOf,
  droppedMomentsWarning,
  readOptionsOf,
  withReadOptions,
} from './loaded-model';

const metadata: ModelMetadata = {
  classes: ['dogs', 'cats'],
  colorMode: 'grayscale',
  interpolation: 'bilinear',
  keepAspectRatio: true,
  rescale: null,
};
const reading = readOptionsOf({ metadata }, [24, 32, 1]);

describe('withReadOptions', () => {
  it("fills in the model's values", () => {
    expect(withReadOptions({}, reading)).toEqual({
      targetSize: [24, 32],
      colorMode: 'grayscale',
      interpolation: 'bilinear',
      keepAspectRatio: true,
    });
    expect(readOptionsOf({ metadata: null }, [8, 8, 3])).toEqual({ targetSize: [8, 8], colorMode: 'rgb' });
  });

  it('takes an option that says the same', () => {
    expect(withReadOptions({ targetSize: [24, 32] }, reading).targetSize).toEqual([24, 32]);
  });

  it('refuses one that says otherwise, with both values', () => {
    expect(() => withReadOptions({ targetSize: [10, 10] }, reading)).toThrow(
      "`targetSize` is the model's, or not given. Received: targetSize=[10,10], model=[24,32]",
    );
    expect(() => withReadOptions({ keepAspectRatio: false }, reading)).toThrow('model=true');
    expect(() => withReadOptions({ colorMode: 'rgb' }, reading, ['targetSize', 'colorMode'])).toThrow(
      'model=gray',
    );
  });

  it('lets what is not fixed be chosen', () => {
    const chosen = withReadOptions({ interpolation: 'nearest' }, reading, ['targetSize']);
    expect(chosen).toMatchObject({ targetSize: [24, 32], interpolation: 'nearest', keepAspectRatio: true });
  });
});

describe('checkTargetSize', () => {
  it('refuses another size than that of the arrays', () => {
    expect(() => checkTargetSize({ targetSize: [40, 40] }, [28, 28, 1])).toThrow(
      'Received: targetSize=[40,40], arrays=[28,28]',
    );
    checkTargetSize({ targetSize: [28, 28] }, [28, 28, 1]);
    checkTargetSize({}, [28, 28, 1]);
  });
});

describe('classesOf', () => {
  it("gives the model's order", () => {
    expect(classesOf({ metadata }, null)).toEqual(['dogs', 'cats']);
    expect(classesOf({ metadata }, ['cats', 'dogs'])).toEqual(['dogs', 'cats']);
    expect(classesOf({ metadata: null }, ['cats', 'dogs'])).toEqual(['cats', 'dogs']);
  });

  it('refuses other names', () => {
    expect(() => classesOf({ metadata }, ['cats', 'birds'])).toThrow(
      'classes=["cats","birds"], model=["dogs",',
    );
  });
});

describe('checkClassOrder', () => {
  it('refuses the same classes in another order alone', () => {
    expect(() => checkClassOrder({ metadata }, ['cats', 'dogs'])).toThrow('model=["dogs","cats"]');
    checkClassOrder({ metadata }, ['dogs', 'cats']);
    checkClassOrder({ metadata }, ['owls', 'rats']);
    checkClassOrder({ metadata: null }, ['cats', 'dogs']);
  });
});

describe('droppedMomentsWarning', () => {
  const file = {
    optimizer: { name: 'sgd', momentum: 0.9 } as const,
    optimizerState: { name: 'sgd' as const, iterations: 3, slots: [] },
  };

  it('says which optimizer does not go on', () => {
    const now = { config: { name: 'adam' } as const, iterations: 0 };
    expect(droppedMomentsWarning(file, now)).toBe(
      "the optimizer is adam; the file's was sgd with momentum 0.9, and its moments are dropped",
    );
  });

  it('says nothing where it goes on, or nothing was there', () => {
    expect(droppedMomentsWarning(file, { config: file.optimizer, iterations: 3 })).toBeNull();
    expect(droppedMomentsWarning({}, { config: file.optimizer, iterations: 0 })).toBeNull();
  });
});
