import { describe, expect, it } from 'vitest';
import { snakeCase } from '../core/spelling';
import {
  COURSE_AUGMENTATION as COURSE_OPTIONS,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';
import { PREPROCESSING } from './preprocessing-functions';
import { COURSE_AUGMENTATION, generatorCode } from './generator-code';
import { type Run, trainingCode } from './training-code';

const COURSE: Run = {
  augmentation: COURSE_AUGMENTATION,
  classes: 2,
  optimizer: 'adam',
  options: {
    targetSize: [150, 150],
    batchSize: 128,
    learningRate: 0.001,
    momentum: 0,
    epochs: 10,
    stepsPerEpoch: 15,
    validationSteps: 7,
  },
};

describe("Keras's code for a run", () => {
  it('defines a named preprocessing function, for validation too', () => {
    const code = generatorCode({ preprocessingFunction: PREPROCESSING['invert']?.apply, zoomRange: 0.2 });
    expect(code).toContain('import numpy as np');
    expect(code).toContain('def invert(x):\n    return 255 - x');
    expect(code.match(/preprocessing_function=invert/g)).toHaveLength(2);
    expect(code.match(/zoom_range/g)).toHaveLength(1);
  });

  it('has functions that do what their code says', () => {
    const image = { width: 1, height: 2, channels: 3, data: Float32Array.of(0, 30, 60, 64, 255, 200) };
    const of = (name: string) => [
      ...(PREPROCESSING[name]?.apply({ ...image, data: image.data.slice() }).data ?? []),
    ];
    expect(of('to_grey')).toEqual([30, 30, 30, 173, 173, 173]);
    expect(of('invert')).toEqual([255, 225, 195, 191, 0, 55]);
    expect(of('four_levels')).toEqual([0, 0, 0, 85, 255, 255]);
  });

  it("reads the generator's options in Keras's spelling too", () => {
    const options = {
      rescale: 1 / 255,
      samplewiseCenter: true,
      rotationRange: 40,
      fillMode: 'nearest',
      shiftAxes: 'corrected',
      preprocessingFunction: PREPROCESSING['invert']?.apply,
    };
    const snake = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [snakeCase(name), value]),
    );
    expect(generatorCode(snake)).toBe(generatorCode(options));
    expect(generatorCode(snake).match(/samplewise_center=True/g)).toHaveLength(2);
  });

  it("augments like the course, with the library's options", () => {
    expect(parseImageDataGeneratorOptions(COURSE_AUGMENTATION)).toEqual(COURSE_OPTIONS);
    const code = generatorCode(COURSE_AUGMENTATION);
    expect(code).toContain(
      'train_datagen = ImageDataGenerator(\n    rescale=1./255,\n    rotation_range=40,',
    );
    expect(code).toContain('    fill_mode="constant",\n)');
    expect(code).toContain('val_datagen = ImageDataGenerator(\n    rescale=1./255,\n)');
  });

  it('omits defaults, also of resolved options, and options that Keras does not have', () => {
    const resolved = { ...COURSE_OPTIONS, shiftAxes: 'corrected' };
    const lines = (code: string) => code.split('\n').sort();
    expect(lines(generatorCode(resolved))).toEqual(lines(generatorCode(COURSE_AUGMENTATION)));
    expect(generatorCode({ interpolationOrder: 0, brightnessRange: [0.5, 1.5] })).toContain(
      'train_datagen = ImageDataGenerator(\n    interpolation_order=0,\n    brightness_range=(0.5, 1.5),\n)',
    );
  });

  it("compiles and fits with the course's arguments", () => {
    const code = trainingCode(COURSE);
    expect(code).toContain(`model.compile(
    loss="binary_crossentropy",
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
    metrics=["accuracy"],
)`);
    expect(code).toContain(`history = model.fit(
    x=train_generator,
    validation_data=validation_generator,
    epochs=10,
    steps_per_epoch=15,
    validation_steps=7,
)`);
    expect(
      code.match(/batch_size=128,\n {4}target_size=\(150, 150\),\n {4}class_mode="binary",/g),
    ).toHaveLength(2);
  });

  it('lists callbacks with their arguments', () => {
    const callbacks = [
      { name: 'TerminateOnNaN' },
      { name: 'EarlyStopping', patience: 3, restore_best_weights: true },
    ];
    expect(trainingCode({ ...COURSE, options: { ...COURSE.options, callbacks } }))
      .toContain(`    validation_steps=7,
    callbacks=[tf.keras.callbacks.TerminateOnNaN(), tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)],
)`);
  });

  it("lists callbacks by Keras's names", () => {
    const code = trainingCode({ ...COURSE, options: { ...COURSE.options, callbacks: 'terminate_on_nan' } });
    expect(code).toContain('callbacks=[tf.keras.callbacks.TerminateOnNaN()],');
  });

  it('supports one pass over the pictures, and more classes', () => {
    const code = trainingCode({
      ...COURSE,
      classes: 3,
      options: { ...COURSE.options, stepsPerEpoch: null, validationSteps: null },
    });
    expect(code).not.toContain('steps');
    expect(code).toContain('loss="categorical_crossentropy"');
    expect(code).toContain('class_mode="categorical"');
  });

  it('writes options without a field in the form only if they differ from the default', () => {
    const options = { ...COURSE.options, targetSize: [48, 64], colorMode: 'rgb', seed: 3 } as const;
    const code = trainingCode({ ...COURSE, optimizer: 'sgd', options: { ...options, momentum: 0.9 } });
    expect(code).toContain('tf.keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)');
    expect(code.match(/target_size=\(48, 64\),\n {4}seed=3,/g)).toHaveLength(2);
    expect(code).not.toContain('color_mode');
    const grey = trainingCode({
      ...COURSE,
      options: { ...options, colorMode: 'grayscale', keepAspectRatio: true },
    });
    expect(grey.match(/color_mode="grayscale",\n {4}keep_aspect_ratio=True,/g)).toHaveLength(2);
  });

  it('writes another factor than that of bytes as a number', () => {
    expect(generatorCode({ rescale: 0.5 })).toContain('rescale=0.5,');
  });
});
