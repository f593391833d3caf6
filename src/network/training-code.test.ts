import { describe, expect, it } from 'vitest';
import { snakeCase } from '../core/spelling';
import {
  COURSE_AUGMENTATION as COURSE_OPTIONS,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';
import { code as en } from '../i18n/en/code';
import { PREPROCESSING } from './preprocessing-functions';
import { AUGMENTATION_PRESETS } from './augmentation-presets';
import { generatorCode } from './generator-code';
import { courseNetwork } from './layer-spec';
import { withOutputFor } from './output';
import { script } from './python-script';
import { trainingCode } from './training-code';
import type { Run } from './training-run';

/** The code of one run in English. */
const codeOf = (run: Run): string => trainingCode(run, [], en);

const COURSE: Run = {
  network: courseNetwork(),
  data: null,
  augmentation: AUGMENTATION_PRESETS.course,
  classes: 2,
  optimizer: { name: 'adam', learningRate: 0.001 },
  loss: null,
  options: {
    targetSize: [150, 150],
    batchSize: 128,
    epochs: 10,
    stepsPerEpoch: 15,
    validationSteps: 7,
  },
};

describe("Keras's code for a run", () => {
  it('writes the loss by its name, or with the arguments that differ', () => {
    expect(codeOf(COURSE)).toContain('loss="binary_crossentropy"');
    expect(codeOf({ ...COURSE, loss: 'mean_squared_error' })).toContain('loss="mean_squared_error"');
    const smooth = { name: 'binary_crossentropy', labelSmoothing: 0.1 } as const;
    expect(codeOf({ ...COURSE, loss: smooth })).toContain(
      'loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1)',
    );
  });

  it('asks for the labels that the loss needs', () => {
    const network = withOutputFor(courseNetwork(), 2, 'categorical_crossentropy');
    const code = codeOf({ ...COURSE, network, loss: 'categorical_crossentropy' });
    expect(code).toContain('class_mode="categorical"');
    expect(code).toContain('loss="categorical_crossentropy"');
  });

  it('defines a named preprocessing function, for validation too', () => {
    const code = generatorCode({ preprocessingFunction: PREPROCESSING['invert']?.apply, zoomRange: 0.2 });
    expect(script(code)).not.toContain('import numpy as np');
    const grey = generatorCode({ preprocessingFunction: PREPROCESSING['to_grey']?.apply });
    expect(script(grey)).toContain('import numpy as np\nfrom');
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
    expect(parseImageDataGeneratorOptions(AUGMENTATION_PRESETS.course)).toEqual(COURSE_OPTIONS);
    const code = generatorCode(AUGMENTATION_PRESETS.course);
    expect(code).toContain(
      'train_datagen = ImageDataGenerator(\n    rescale=1./255,\n    rotation_range=40,',
    );
    expect(code).toContain('    fill_mode="constant",\n)');
    expect(code).toContain('val_datagen = ImageDataGenerator(\n    rescale=1./255,\n)');
  });

  it('omits defaults, also of resolved options, and does what Keras has no option for', () => {
    const resolved = { ...COURSE_OPTIONS, shiftAxes: 'corrected' };
    const lines = (code: string) => code.split('\n').sort();
    const corrected = generatorCode(resolved);
    expect(corrected).toContain('class CorrectedShifts(ImageDataGenerator):');
    expect(corrected).toContain('train_datagen = CorrectedShifts(\n');
    expect(lines(generatorCode({ ...COURSE_OPTIONS }))).toEqual(
      lines(generatorCode(AUGMENTATION_PRESETS.course)),
    );
    expect(generatorCode({ interpolationOrder: 0, brightnessRange: [0.5, 1.5] })).toContain(
      'train_datagen = ImageDataGenerator(\n    interpolation_order=0,\n    brightness_range=(0.5, 1.5),\n)',
    );
  });

  it("compiles and fits with the course's arguments", () => {
    const code = codeOf(COURSE);
    expect(code).toContain(`model.compile(
    loss="binary_crossentropy",
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    metrics=["accuracy"],
)`);
    expect(code).toContain(`history = model.fit(
    x=endless(train_generator),
    validation_data=validation_generator,
    epochs=10,
    steps_per_epoch=15,
    validation_steps=7,
)`);
    expect(
      code.match(/batch_size=128,\n {4}target_size=\(150, 150\),\n {4}class_mode="binary",/g),
    ).toHaveLength(2);
    expect(code.match(/shuffle=False/g)).toHaveLength(1);
  });

  it('writes weights of classes by their indices', () => {
    const options = { ...COURSE.options, classWeight: 'cats=2,1=0.5' };
    expect(codeOf({ ...COURSE, options })).toContain(
      'x=weighted(\n        endless(train_generator), {1: 0.5, train_generator.class_indices["cats"]: 2}\n    ),',
    );
  });

  it('validates after some epochs, and draws these', () => {
    const every = codeOf({ ...COURSE, options: { ...COURSE.options, validationFreq: 2 } });
    expect(every).toContain('    validation_freq=2,\n');
    expect(every).toContain('[epoch + 1 for epoch in history.epoch if (epoch + 1) % 2 == 0]');
    const listed = codeOf({ ...COURSE, options: { ...COURSE.options, validationFreq: '1,3' } });
    expect(listed).toContain('    validation_freq=[1,3],\n');
    expect(listed).toContain('if epoch + 1 in [1,3]]');
  });

  it('lists metrics with their arguments', () => {
    const metrics = ['auc', { name: 'f1_score' }, { name: 'Precision', class_id: 1 }, 'confusion_matrix'];
    expect(codeOf({ ...COURSE, options: { ...COURSE.options, metrics } })).toContain(`    metrics=[
        "accuracy",
        "auc",
        keras.metrics.F1Score(average="macro", name="f1_score"),
        keras.metrics.Precision(class_id=1, name="precision"),
    ],
`);
  });

  it('lists callbacks with their arguments', () => {
    const callbacks = [
      { name: 'TerminateOnNaN' },
      { name: 'EarlyStopping', patience: 3, restore_best_weights: true },
    ];
    expect(codeOf({ ...COURSE, options: { ...COURSE.options, callbacks } }))
      .toContain(`    validation_steps=7,
    callbacks=[
        keras.callbacks.TerminateOnNaN(),
        keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True),
    ],
)`);
  });

  it('calls a schedule with the number of the epoch', () => {
    const callbacks = JSON.stringify({
      name: 'LearningRateScheduler',
      schedule: 'ExponentialDecay:decay_steps=1,decay_rate=0.9',
    });
    expect(codeOf({ ...COURSE, options: { ...COURSE.options, callbacks } })).toContain(`    callbacks=[
        keras.callbacks.LearningRateScheduler(
            schedule=lambda epoch, lr: float(keras.optimizers.schedules.ExponentialDecay(
                initial_learning_rate=0.001, decay_steps=1, decay_rate=0.9
            )(epoch)),
        ),
    ],
`);
  });

  it.each([
    ['BackupAndRestore', 'backup_dir="backup"'],
    ['BackupAndRestore(save_freq=5, backup_dir="b")', 'backup_dir="b", save_freq=5'],
    [[{ name: 'BackupAndRestore', backupDir: null, saveFreq: 5 }], 'backup_dir="backup", save_freq=5'],
  ])('gives a backup its folder: %j', (callbacks, args) => {
    const code = codeOf({ ...COURSE, options: { ...COURSE.options, callbacks } });
    expect(code).toContain(`callbacks=[keras.callbacks.BackupAndRestore(${args})],`);
  });

  it("lists callbacks by Keras's names", () => {
    const code = codeOf({ ...COURSE, options: { ...COURSE.options, callbacks: 'terminate_on_nan' } });
    expect(code).toContain('callbacks=[keras.callbacks.TerminateOnNaN()],');
  });

  it('supports one pass over the pictures, and more classes', () => {
    const code = codeOf({
      ...COURSE,
      network: withOutputFor(courseNetwork(), 3),
      classes: 3,
      options: { ...COURSE.options, stepsPerEpoch: null, validationSteps: null },
    });
    expect(code).toContain('validation_data=validation_generator,');
    expect(code).toContain('steps_per_epoch=len(train_generator),\n)');
    expect(code).toContain('loss="categorical_crossentropy"');
    expect(code).toContain('class_mode="categorical"');
  });

  it('writes options without a field in the form only if they differ from the default', () => {
    const options = { ...COURSE.options, targetSize: [48, 64], colorMode: 'rgb', seed: 3 } as const;
    const code = codeOf({
      ...COURSE,
      optimizer: { name: 'sgd', learningRate: 0.001, momentum: 0.9, nesterov: false },
      options,
    });
    expect(code).toContain('keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)');
    expect(code.match(/target_size=\(48, 64\),\n {4}seed=3,/g)).toHaveLength(2);
    expect(code).not.toContain('color_mode');
    const grey = codeOf({
      ...COURSE,
      options: { ...options, colorMode: 'grayscale', keepAspectRatio: true },
    });
    expect(grey.match(/color_mode="grayscale",\n {4}keep_aspect_ratio=True,/g)).toHaveLength(3);
  });

  it('is a script that runs alone: imports, seed, network, data, training, prediction', () => {
    const code = codeOf({ ...COURSE, options: { ...COURSE.options, seed: 3 } });
    const parts = [
      'import matplotlib.pyplot as plt\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\nfrom tensorflow.keras.preprocessing.image import ImageDataGenerator\n\n# Keras draws other weights from the same seed.\nkeras.utils.set_random_seed(3)\n\nmodel = keras.Sequential([',
      'train_datagen = ',
      'train_generator = train_datagen.flow_from_directory(\n    directory="train",',
      'validation_generator = val_datagen.flow_from_directory(\n    directory="validation",',
      'model.compile(',
      'def endless(generator):',
      'history = model.fit(',
      'plt.figure(figsize=(10, 5))',
      '# picture.png: a picture to predict\npicture = keras.utils.load_img(\n    path="picture.png",\n    target_size=(150, 150),\n)',
      'output = model.predict(val_datagen.standardize(x)[None])[0]\nprobabilities = [1 - output[0], output[0]]',
    ].map((text) => code.indexOf(text));
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts[0]).toBe(0);
    expect(code).not.toMatch(/\b(tf|np)\./);
  });

  it('computes the statistics that featurewise options need, of the training pictures', () => {
    const augmentation = { featurewiseCenter: true, rotationRange: 20 };
    expect(codeOf({ ...COURSE, augmentation }))
      .toContain(`pictures = ImageDataGenerator().flow_from_directory(
    directory="train",
    batch_size=1,
    target_size=(150, 150),
    class_mode=None,
    shuffle=False,
)
x_train = np.concatenate([pictures[i] for i in range(len(pictures))])
train_datagen.fit(x_train)
val_datagen.fit(x_train)
`);
    const data = { name: 'pets.zip', training: 'pets/', validation: 'pets/' };
    const options = { ...COURSE.options, validationSplit: 0.25 };
    const split = codeOf({ ...COURSE, data, augmentation, options });
    expect(split).toContain('ImageDataGenerator(validation_split=0.25).flow_from_directory(');
    expect(split.match(/subset="training"/g)).toHaveLength(2);
  });

  it('takes the loss that the last activation needs', () => {
    const network = courseNetwork();
    const softmax = { type: 'Dense', units: 2, activation: 'softmax' } as const;
    const code = codeOf({
      ...COURSE,
      network: { ...network, layers: [...network.layers.slice(0, -1), softmax] },
    });
    expect(code).toContain('loss="sparse_categorical_crossentropy"');
    expect(code).toContain('probabilities = output\n');
  });

  it('writes whole numbers of pixels as floats where they are', () => {
    const code = generatorCode({ widthShiftRange: { float: 10 }, heightShiftRange: [1, 2] });
    expect(code).toContain('width_shift_range=10.0,\n    height_shift_range=(1, 2),');
  });

  it("writes an optimizer's arguments that differ from Keras's, and its schedule", () => {
    const learningRate = {
      name: 'CosineDecay',
      initialLearningRate: 1,
      decaySteps: 100,
      alpha: 0.1,
    } as const;
    const code = codeOf({
      ...COURSE,
      optimizer: { name: 'adamw', learningRate, weightDecay: 0.004, clipnorm: 2, beta1: 0.8, useEma: true },
    });
    expect(code).toContain(`
    optimizer=keras.optimizers.AdamW(
        learning_rate=keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=1.0, decay_steps=100, alpha=0.1
        ),
        clipnorm=2.0,
        use_ema=True,
        beta_1=0.8,
    ),
`);
    expect(Math.max(...code.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(88);
  });

  it("writes a schedule's lists with Keras's integers and floats", () => {
    const learningRate = { name: 'PiecewiseConstantDecay', boundaries: [3], values: [1, 0.5] } as const;
    expect(codeOf({ ...COURSE, optimizer: { name: 'lion', learningRate } })).toContain(
      'schedules.PiecewiseConstantDecay(\n            boundaries=(3,), values=(1.0, 0.5)\n        )',
    );
  });

  it('writes another factor than that of bytes as a number', () => {
    expect(generatorCode({ rescale: 0.5 })).toContain('rescale=0.5,');
  });
});
