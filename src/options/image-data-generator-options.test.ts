import { describe, expect, it } from 'vitest';
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  parseImageDataGeneratorOptions as parse,
} from './image-data-generator-options';

describe('parseImageDataGeneratorOptions', () => {
  it("fills in Keras's defaults", () => {
    expect(parse({})).toEqual({
      featurewiseCenter: false,
      samplewiseCenter: false,
      featurewiseStdNormalization: false,
      samplewiseStdNormalization: false,
      zcaWhitening: false,
      zcaEpsilon: 1e-6,
      rotationRange: 0,
      widthShiftRange: 0,
      heightShiftRange: 0,
      brightnessRange: null,
      shearRange: 0,
      zoomRange: 0,
      channelShiftRange: 0,
      fillMode: 'nearest',
      cval: 0,
      horizontalFlip: false,
      verticalFlip: false,
      rescale: null,
      preprocessingFunction: null,
      validationSplit: 0,
      interpolationOrder: 1,
      dataFormat: 'channels_last',
      dtype: 'float32',
      shiftAxes: 'keras',
    });
  });

  it("accepts Keras's names and ours, None where Keras does, and undefined for a default", () => {
    const snake = parse({
      rotation_range: 40,
      zoom_range: [0.5, 2],
      data_format: null,
      validation_split: null,
    });
    expect(snake).toEqual(parse({ rotationRange: 40, zoomRange: [0.5, 2], cval: undefined }));
    expect(parse({ width_shift_range: { float: 10 }, height_shift_range: [-3, 0, 5] })).toMatchObject({
      widthShiftRange: { float: 10 },
      heightShiftRange: [-3, 0, 5],
    });
    expect(parse(COURSE_AUGMENTATION)).toEqual(COURSE_AUGMENTATION);
  });

  it.each([
    [
      { rotation_range: '40' },
      '`rotation_range` must be a number of at least 0. Received: rotation_range=40',
    ],
    [{ rotationRange: NaN }, '`rotationRange` must be a number of at least 0. Received: rotationRange='],
    [
      { zoom_range: [1] },
      '`zoom_range` must be a number or a list of two numbers of at least 0. Received: zoom_range=[1]',
    ],
    [
      { brightness_range: 0.5 },
      '`brightness_range` must be a list of two numbers of at least 0. Received: brightness_range=0.5',
    ],
    [
      { validation_split: 1 },
      '`validation_split` must be at least 0 and below 1. Received: validation_split=1',
    ],
    [
      { fill_mode: 'mirror' },
      '`fill_mode` must be one of constant, nearest, reflect, wrap. Received: fill_mode=mirror',
    ],
    [
      { interpolation_order: 3 },
      '`interpolation_order` must be one of 0, 1. Received: interpolation_order=3',
    ],
    [
      { data_format: 'channels_first' },
      '`data_format` must be channels_last. Received: data_format=channels_first',
    ],
    [{ dtype: 'float16' }, '`dtype` must be float32. Received: dtype=float16'],
    [{ horizontal_flip: 1 }, '`horizontal_flip` must be true or false. Received: horizontal_flip=1'],
    [{ rescale: '1/255' }, '`rescale` must be a number or null. Received: rescale=1/255'],
    [
      { preprocessing_function: 'relu' },
      '`preprocessing_function` must be a function of one image, or null.',
    ],
    [
      { width_shift_range: -2 },
      '`width_shift_range` must be a fraction or a number of pixels of at least 0, a list',
    ],
    [{ width_shift_range: { float: '1' } }, 'Received: width_shift_range={"float":"1"}'],
    [{ width_shift_range: { float: 1, int: 2 } }, 'Received: width_shift_range={"float":1,"int":2}'],
    [{ height_shift_range: -0.2 }, 'Received: height_shift_range=-0.2'],
    [{ width_shift_range: { float: -1 } }, 'Received: width_shift_range={"float":-1}'],
    [{ width_shift_range: [1, '2'] }, 'Received: width_shift_range=[1,"2"]'],
    [
      { rotation_range: -40 },
      '`rotation_range` must be a number of at least 0. Received: rotation_range=-40',
    ],
    [{ shearRange: -0.2 }, '`shearRange` must be a number of at least 0. Received: shearRange=-0.2'],
    [
      { channel_shift_range: -1 },
      '`channel_shift_range` must be a number of at least 0. Received: channel_shift_range=-1',
    ],
    [{ zca_epsilon: -1e-6 }, '`zca_epsilon` must be a number of at least 0. Received: zca_epsilon=-0.000001'],
    [{ zoom_range: -0.2 }, 'Received: zoom_range=-0.2'],
    [{ zoom_range: [-1, 1] }, 'Received: zoom_range=[-1,1]'],
    [{ brightness_range: [-0.5, 1] }, 'Received: brightness_range=[-0.5,1]'],
    [{ brightness_range: [0.5, 1, 1.5] }, 'Received: brightness_range=[0.5,1,1.5]'],
    [{ brightness_range: [0.5, null] }, 'Received: brightness_range=[0.5,null]'],
    [{ validation_split: -0.1 }, 'Received: validation_split=-0.1'],
    [{ shift_axes: 'right' }, '`shift_axes` must be one of keras, corrected. Received: shift_axes=right'],
    [{ cval: null }, '`cval` must be a number. Received: cval=null'],
    [
      { rotation_range: 1, rotationRange: 1 },
      '`rotation_range` must be given only once. Received: rotationRange=1',
    ],
    [[], 'The options of an `ImageDataGenerator` must be an object. Received: options=[]'],
    [null, 'The options of an `ImageDataGenerator` must be an object. Received: options=null'],
  ])('rejects %j', (options, message) => {
    expect(() => parse(options)).toThrow(message);
  });

  it('names an unknown option and lists the valid ones', () => {
    expect(() => parse({ twist: 3 })).toThrow(
      /Choose one of featurewise_center, .*rotation_range, .*Received: twist=3$/,
    );
    expect(() => parse({ toString: 3 })).toThrow('Received: toString=3');
  });

  it('enables what an option implies', () => {
    expect(parse({ featurewise_std_normalization: true }).featurewiseCenter).toBe(true);
    expect(parse({ samplewise_std_normalization: true }).samplewiseCenter).toBe(true);
    const zca = parse({ zca_whitening: true, featurewise_std_normalization: true });
    expect(zca).toMatchObject({ featurewiseCenter: true, featurewiseStdNormalization: false });
  });

  it("has the course's settings", () => {
    const course = {
      rotationRange: 40,
      widthShiftRange: 0.2,
      heightShiftRange: 0.2,
      shearRange: 0.2,
      zoomRange: 0.2,
    };
    const changes = { ...course, rescale: 1 / 255, horizontalFlip: true, fillMode: 'constant' };
    expect(COURSE_AUGMENTATION).toEqual({ ...parse({}), ...changes });
    expect(COURSE_VALIDATION).toEqual({ ...parse({}), rescale: 1 / 255 });
  });
});
