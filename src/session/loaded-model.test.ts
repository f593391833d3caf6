import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { ModelMetadata } from '../formats/model-metadata';
import { messages } from '../i18n/es/messages/index';
import { translate } from '../i18n/translate';
import { layerOf } from '../models/layers/layer-of';
import { COURSE_AUGMENTATION_OPTIONS } from '../options/course-augmentation';
import {
  checkClassOrder,
  checkTargetSize,
  classesOf,
  droppedMomentsWarning,
  optionsWithModel,
  pictureOptionsOf,
  withPictureOptions,
} from './loaded-model';

const metadata: ModelMetadata = {
  classes: ['dogs', 'cats'],
  colorMode: 'grayscale',
  interpolation: 'bilinear',
  keepAspectRatio: true,
  rescale: null,
};
const pictureOptions = pictureOptionsOf({ metadata }, [24, 32, 1]);

describe('withPictureOptions', () => {
  it("fills in the model's values", () => {
    expect(withPictureOptions({}, pictureOptions)).toEqual({
      targetSize: [24, 32],
      colorMode: 'grayscale',
      interpolation: 'bilinear',
      keepAspectRatio: true,
    });
    expect(pictureOptionsOf({ metadata: null }, [8, 8, 3])).toEqual({ targetSize: [8, 8], colorMode: 'rgb' });
  });

  it('accepts an option with the same value', () => {
    expect(withPictureOptions({ targetSize: [24, 32] }, pictureOptions).targetSize).toEqual([24, 32]);
  });

  it('rejects a different value and reports both', () => {
    expect(() => withPictureOptions({ targetSize: [10, 10] }, pictureOptions)).toThrow(
      '`targetSize` must be the model’s, or be omitted. Received: targetSize=[10,10], model=[24,32]',
    );
    expect(() => withPictureOptions({ keepAspectRatio: false }, pictureOptions)).toThrow('model=true');
    expect(() =>
      withPictureOptions({ colorMode: 'rgb' }, pictureOptions, ['targetSize', 'colorMode']),
    ).toThrow('model=gray');
  });

  it('allows other values for options that are not fixed', () => {
    const chosen = withPictureOptions({ interpolation: 'nearest' }, pictureOptions, ['targetSize']);
    expect(chosen).toMatchObject({ targetSize: [24, 32], interpolation: 'nearest', keepAspectRatio: true });
  });
});

describe('optionsWithModel', () => {
  const rescaling = sequential({
    layers: [
      layers.inputLayer({ inputShape: [8, 8, 3] }),
      layerOf('Rescaling', { scale: 1 / 255 }),
      layers.flatten(),
    ],
  });
  const augmentationOf = (model: LayersModel, options: object) =>
    optionsWithModel(options, { model }).options.augmentation;

  it('does not rescale for a model that does so itself, unless the options say so', () => {
    const { rescale: _, ...course } = COURSE_AUGMENTATION_OPTIONS;
    expect(augmentationOf(rescaling, {})).toEqual(course);
    expect(augmentationOf(rescaling, { augmentation: 'course' })).toEqual(course);
    expect(augmentationOf(rescaling, { augmentation: 'none' })).toEqual({});
    const own = { rescale: 0.5 };
    expect(augmentationOf(rescaling, { augmentation: own })).toEqual(own);
  });

  it('leaves the augmentation of other models alone', () => {
    const model = sequential({ layers: [layers.averagePooling2d({ poolSize: 2, inputShape: [8, 8, 3] })] });
    expect(augmentationOf(model, {})).toBeUndefined();
    expect(augmentationOf(model, { augmentation: 'none' })).toBe('none');
  });
});

describe('checkTargetSize', () => {
  it('rejects a size that differs from that of the arrays', () => {
    expect(() => checkTargetSize({ targetSize: [40, 40] }, [28, 28, 1])).toThrow(
      'Received: targetSize=[40,40], arrays=[28,28]',
    );
    checkTargetSize({ targetSize: [28, 28] }, [28, 28, 1]);
    checkTargetSize({}, [28, 28, 1]);
  });
});

describe('classesOf', () => {
  it("returns the model's order", () => {
    expect(classesOf({ metadata }, null)).toEqual(['dogs', 'cats']);
    expect(classesOf({ metadata }, ['cats', 'dogs'])).toEqual(['dogs', 'cats']);
    expect(classesOf({ metadata: null }, ['cats', 'dogs'])).toEqual(['cats', 'dogs']);
  });

  it('rejects other names', () => {
    expect(() => classesOf({ metadata }, ['cats', 'birds'])).toThrow(
      'classes=["cats","birds"], model=["dogs",',
    );
  });
});

describe('checkClassOrder', () => {
  it('rejects only the same classes in another order', () => {
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

  it('names the optimizer that is not continued', () => {
    const now = { config: { name: 'adam' } as const, iterations: 0 };
    const warning = droppedMomentsWarning(file, now);
    expect(warning?.text).toBe(
      'the optimizer is adam; the file’s was sgd with momentum 0.9, and its moments are dropped',
    );
    expect(warning && translate(warning, messages)).toBe(
      'el optimizador es adam; el del archivo era sgd con momento 0.9, y su estado se descarta',
    );
  });

  it('is null if the optimizer continues or the file has no state', () => {
    expect(droppedMomentsWarning(file, { config: file.optimizer, iterations: 3 })).toBeNull();
    expect(droppedMomentsWarning({}, { config: file.optimizer, iterations: 0 })).toBeNull();
  });
});
