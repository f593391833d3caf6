import { describe, expect, it } from 'vitest';
import type { DatasetInfo, TrainingOptions } from '../../index';
import { networkCode } from '../../network/keras-code';
import type { LayerSpec } from '../../network/layer-spec';
import { type FitCodeInputs, fitCode } from './fit-code';
import { code as en } from '../../i18n/en/code';
import { code as es } from '../../i18n/es/code';
import { DEFAULTS, type TrainerSettings } from './settings';

const shown = (brought: TrainingOptions, settings = DEFAULTS, more: Partial<FitCodeInputs> = {}) =>
  fitCode({
    settings,
    brought,
    network: null,
    loaded: null,
    dataset: null,
    dataName: null,
    byClass: null,
    past: [],
    stopped: null,
    endedByNaN: false,
    weights: [],
    isGiven: false,
    language: 'en',
    ...more,
  });

const part = (root: string, imageBytes = 1) => ({
  root,
  samples: 4,
  filenames: [],
  labels: new Int32Array(4),
  imageBytes,
});
const dataset = (training: string, validation: string | null, more: object = {}): DatasetInfo => ({
  name: 'pets.zip',
  classes: ['cats', 'dogs'],
  imageShape: [150, 150, 3],
  bytes: true,
  training: part(training),
  validation: validation === null ? null : part(validation),
  warnings: [],
  skipped: [],
  ...more,
});

/** A network of which only the shapes and the last activation are known here. */
const model = (units: number, activation: string) => {
  const dense = { units, activation, useBias: false };
  const layer = { getClassName: () => 'Dense', getConfig: () => dense, inboundNodes: [] };
  return { layers: [layer], inputs: [{ shape: [null, 150, 150, 3] }], outputs: [{ shape: [null, units] }] };
};
const file = (more: object = {}) => ({
  name: 'pets.keras',
  isFitted: false,
  rescalesPixels: false,
  loaded: { optimizer: null, optimizerState: null, metadata: null, ...more },
});

it('has no arguments for a setting that the start will reject', () => {
  for (const augment of ['all', 'toString'])
    expect(shown({}, { ...DEFAULTS, augment } as unknown as TrainerSettings)).toContain(
      'train_datagen = ImageDataGenerator()',
    );
});

it('ends a run whose loss became no number, as it ended here', () => {
  const codeOf = (callbacks: string | null) => shown({}, { ...DEFAULTS, callbacks }, { endedByNaN: true });
  expect(codeOf(null)).toContain('callbacks=[keras.callbacks.TerminateOnNaN()]');
  expect(codeOf('TerminateOnNaN').split('TerminateOnNaN')).toHaveLength(2);
  expect(codeOf('CSVLogger(filename="log.csv")')).toMatch(/CSVLogger\([^)]*\)[^]*TerminateOnNaN\(\)/);
  expect(shown({})).not.toContain('TerminateOnNaN');
});

it('has no callbacks, schedule or momentum that the start will reject or leave out', () => {
  const plain = shown({});
  for (const settings of [
    { callbacks: 'abc' },
    { schedule: 'CosineDecay' },
    { schedule: 'PiecewiseConstantDecay' },
    { momentum: 0.9 },
  ])
    expect(shown({}, { ...DEFAULTS, ...settings }), JSON.stringify(settings)).toBe(plain);
  expect(shown({}, { ...DEFAULTS, callbacks: 'TerminateOnNaN' })).toContain('TerminateOnNaN()');
});

it('has a number of epochs that the start will reject', () => {
  expect(shown({}, { ...DEFAULTS, epochs: 0 })).toContain('    epochs=0,\n');
});

describe('the code', () => {
  it("follows what the network brings, else the settings'", () => {
    expect(shown({ targetSize: [64, 48], colorMode: 'grayscale' })).toContain(
      'target_size=(64, 48),\n    color_mode="grayscale"',
    );
    expect(shown({})).toContain('target_size=(150, 150)');
  });

  it("has a loaded model's own generator, unless the settings have another than the course's", () => {
    const brought = { augmentation: { rescale: 0.5 } };
    expect(shown(brought)).toContain('train_datagen = ImageDataGenerator(\n    rescale=0.5,\n)');
    expect(shown(brought, { ...DEFAULTS, augment: 'none' })).toContain('rescale=1./255,\n)');
    expect(shown({})).toContain('rotation_range=40');
  });

  it("takes augmentation in Keras's spelling", () => {
    const augment = { samplewise_center: true, featurewise_center: true, rotation_range: 20 };
    const code = shown({}, { ...DEFAULTS, augment: augment as unknown as typeof DEFAULTS.augment });
    expect(code.match(/samplewise_center=True/g)).toHaveLength(2);
    expect(code.match(/rotation_range=20/g)).toHaveLength(1);
    expect(code).toContain('val_datagen.fit(x_train)');
  });

  it('reads the folders of the data, and sets pictures apart where there is no folder for validation', () => {
    const directories = (code: string) => [...code.matchAll(/directory="(.*)"/g)].map(([, name]) => name);
    const withFolders = shown({}, DEFAULTS, { dataset: dataset('a/train/', 'a/val/') });
    expect(directories(withFolders)).toEqual(['a/train', 'a/val']);
    expect(withFolders).not.toContain('split');
    const split = shown({}, DEFAULTS, { dataset: dataset('', '') });
    expect(directories(split)).toEqual(['pets', 'pets']);
    expect(split.match(/validation_split=0.2,\n\)/g)).toHaveLength(2);
    expect(split).toMatch(/subset="training"[^]*subset="validation"/);
    const none = shown({}, DEFAULTS, { dataset: dataset('train/', null) });
    expect(none).not.toContain('validation_generator');
    expect(none).not.toContain('validation_data');
  });

  it('names the data, before and after they are opened', () => {
    expect(shown({}, DEFAULTS, { dataName: 'few.zip' })).toContain(
      '# Data: few.zip (unpacked into few)\n# Its folders',
    );
    const opened = shown({}, DEFAULTS, { dataName: 'few.zip', dataset: dataset('train/', 'validation/') });
    expect(opened).toContain('# Data: pets.zip (unpacked)\ntrain_');
    const folder = dataset('', '', { name: 'my\npets' });
    expect(shown({}, DEFAULTS, { dataset: folder })).toContain('# Data: my pets\ntrain_');
  });

  it('says in the language of the reader what is not known of data that were not read yet', () => {
    const [inEnglish, inSpanish] = (['en', 'es'] as const).map((language) =>
      shown({}, DEFAULTS, { dataName: 'pets.zip', language }),
    );
    expect(inEnglish).toContain(`# ${en.unreadFolders}\ntrain_generator`);
    expect(inSpanish).toContain(`# Datos: pets.zip (descomprimido en pets)\n# ${es.unreadFolders}\ntrain_`);
    // Class folders; only the page's own data count as laid out like the course's.
    expect(inEnglish?.match(/directory="pets"/g)).toHaveLength(2);
    expect(inEnglish?.match(/validation_split=0.2,\n\)/g)).toHaveLength(2);
    const given = shown({}, DEFAULTS, { dataName: 'pets.zip', isGiven: true });
    expect(given).toContain('directory="validation"');
    const whole = shown({}, { ...DEFAULTS, validationSplit: 0 }, { dataName: 'pets.zip' });
    expect(whole).not.toMatch(/subset|validation_generator/);
    expect(shown({}, DEFAULTS, { dataName: 'pets', dataset: dataset('', '') })).not.toContain('known');
  });

  it('reads arrays by the name of their file, before they are read', () => {
    for (const isGiven of [false, true]) {
      const code = shown({}, DEFAULTS, { dataName: 'digits.npz', isGiven });
      expect(code).toContain(
        `# Data: digits.npz\n# ${en.unreadArrays}\ndef images_of(x, y):\n    images = data[x].reshape((-1, 150, 150, 3))`,
      );
      expect(code).toContain(
        'data = np.load("digits.npz")\nx, y = images_of("x", "y")\ncut = int(0.2 * len(x))',
      );
      expect(code).not.toContain('directory');
    }
    const brought = { targetSize: [28, 28], colorMode: 'grayscale' } as const;
    const code = shown(brought, DEFAULTS, { dataName: 'digits.NPZ', network: model(10, 'softmax') });
    expect(code).toContain('reshape((-1, 28, 28, 1))');
    expect(code).toContain('to_categorical(labels, 10)');
    expect(code).toContain('loss="categorical_crossentropy"');
  });

  it('reads arrays, which keep their shape', () => {
    const arrays = { name: 'digits.npz', imageShape: [28, 28, 1], classes: ['0', '1', '2'], bytes: false };
    const parts = { training: part('x_train', 0), validation: part('x_test', 0) };
    const code = shown(
      {},
      { ...DEFAULTS, augment: 'none' },
      {
        dataset: dataset('', null, { ...arrays, ...parts }),
      },
    );
    expect(code).toContain(
      'data = np.load("digits.npz")\nx_train, y_train = images_of("x_train", "y_train")',
    );
    expect(code).toContain('x_val, y_val = images_of("x_test", "y_test")');
    expect(code).toContain('layers.Input(shape=(28, 28, 1))');
    expect(code).toContain('color_mode="grayscale"');
    // Arrays of floats are not rescaled.
    expect(code).not.toContain('rescale');
    expect(code).not.toContain('sample_weight');
    const weighted = { ...parts, training: { ...part('x_train', 0), sampleWeight: new Float32Array(4) } };
    expect(shown({}, DEFAULTS, { dataset: dataset('', null, { ...arrays, ...weighted }) })).toContain(
      'y=y_train,\n    batch_size=128,\n    sample_weight=data["sample_weight_train"],',
    );
  });

  it('loads a network that has no code, with its optimizer', () => {
    const network = model(1, 'sigmoid');
    const saved = { name: 'adam', learningRate: 0.01, beta1: 0.8 } as const;
    const fresh = shown({}, DEFAULTS, { network, loaded: file({ optimizer: saved }) });
    expect(fresh).toContain('model = keras.models.load_model("pets.keras")');
    expect(fresh).toContain('optimizer=keras.optimizers.Adam(learning_rate=0.01, beta_1=0.8)');
    const state = { optimizer: saved, optimizerState: { name: 'adam', iterations: 3, slots: [] } };
    const settings = { ...DEFAULTS, learningRate: 0.1 };
    const resumed = shown({}, settings, { network, loaded: file(state) });
    expect(resumed).toContain('model.optimizer.learning_rate = 0.1\nmodel.compile(');
    expect(resumed).toContain('optimizer=model.optimizer,');
    const other = shown({}, { ...DEFAULTS, optimizer: 'sgd' }, { network, loaded: file(state) });
    expect(other).toContain('keras.optimizers.SGD(learning_rate=0.001)');
  });

  it("has the optimizer of the model's file with all its arguments, unless the settings replace them", () => {
    const saved = {
      name: 'adamw',
      learningRate: { name: 'ExponentialDecay', initialLearningRate: 0.2, decaySteps: 5, decayRate: 0.5 },
      weightDecay: 0.1,
      epsilon: 0.001,
    } as const;
    const inputs = { network: model(1, 'sigmoid'), loaded: file({ optimizer: saved }) };
    const code = (settings = DEFAULTS) => shown({}, settings, inputs);
    expect(code()).toContain('initial_learning_rate=0.2, decay_steps=5, decay_rate=0.5\n');
    expect(code()).toContain('        weight_decay=0.1,\n        epsilon=0.001,\n');
    expect(code({ ...DEFAULTS, learningRate: 1 })).toContain('        learning_rate=1.0, weight_decay=0.1,');
    const cosine = { ...DEFAULTS, optimizer: 'sgd', schedule: 'CosineDecay:decay_steps=7' } as const;
    expect(code(cosine)).toContain('initial_learning_rate=0.001, decay_steps=7\n');
    expect(code({ ...DEFAULTS, schedule: 'an unfinished tex' })).toContain('ExponentialDecay');
  });

  it('has the order of the arguments of the network lab, whatever order the model has', () => {
    const config = { kernelSize: [3, 3], strides: [2, 2], activation: 'relu', padding: 'same', filters: 4 };
    const layer = {
      getClassName: () => 'Conv2D',
      getConfig: () => config,
      inboundNodes: [{ inboundLayers: [] }],
    };
    const network = { ...model(1, 'sigmoid'), layers: [layer] };
    const [line] = /layers\.Conv2D\([^)]*\)/.exec(shown({}, DEFAULTS, { network })) ?? [];
    const spec = {
      type: 'Conv2D',
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'relu',
    };
    const inLab = networkCode({ inputShape: [150, 150, 3], layers: [spec as LayerSpec] });
    expect(line).toMatch(/filters=4, kernel_size=3, strides=2, padding="same", activation="relu"/);
    expect(inLab).toContain(line);
  });

  it('changes arguments of an optimizer that is resumed', () => {
    const schedule = { name: 'ExponentialDecay', initialLearningRate: 0.2, decaySteps: 5, decayRate: 0.5 };
    const optimizer = { name: 'lion', learningRate: schedule, weightDecay: 0.1 };
    const loaded = file({ optimizer, optimizerState: { name: 'lion', iterations: 3, slots: [] } });
    const inputs = { network: model(1, 'sigmoid'), loaded };
    expect(shown({}, DEFAULTS, inputs)).not.toContain('model.optimizer.');
    const code = shown({}, { ...DEFAULTS, learningRate: 0.1, clipnorm: 2 }, inputs);
    // Keras refuses a number in place of a schedule.
    expect(code).toContain(
      'model.optimizer.learning_rate = keras.optimizers.schedules.ExponentialDecay(\n' +
        '    initial_learning_rate=0.1, decay_steps=1, decay_rate=1.0\n)\n' +
        'model.optimizer.clipnorm = 2.0\nmodel.compile(',
    );
  });

  it('gives a loaded network its new last layer', () => {
    const network = model(3, 'softmax');
    const loaded = { ...file(), name: 'model.json', isFitted: true };
    const code = shown({}, DEFAULTS, { network, loaded });
    expect(code).toContain(
      `# ${en.saveFirst('pupila-model.keras')}\nmodel = keras.models.load_model("pupila-model.keras")\n` +
        'last = layers.Dense(units=3, activation="softmax", name=model.layers[-1].name)\n' +
        'model = keras.Model(model.inputs, last(model.layers[-1].input))',
    );
  });

  it('loads the files that Keras reads, and says that others are saved first', () => {
    const network = model(1, 'sigmoid');
    const loads = (name: string) =>
      shown({}, DEFAULTS, { network, loaded: { ...file(), name }, language: 'es' });
    for (const name of ['pets.keras', 'pets.h5', 'pets.hdf5']) {
      expect(loads(name)).toContain(`load_model("${name}")`);
      expect(loads(name)).not.toContain('Guarda primero');
    }
    for (const name of ['tm.zip', 'PETS.KERAS'])
      expect(loads(name)).toContain(
        '\n\n# Guarda primero la red como pupila-model.keras (pestaña «Modelo»).\n' +
          'model = keras.models.load_model("pupila-model.keras")\n',
      );
  });

  it.each([
    [[28, 28], 'layers.Reshape((28, 28))'],
    [[784], 'layers.Reshape((784,))'],
    [[1, 28, 28], 'layers.Permute((3, 1, 2))'],
  ])('gives a network with an input of %j pictures', (shape, layer) => {
    const network = { ...model(10, 'softmax'), inputs: [{ shape: [null, ...shape] }] };
    const brought = { targetSize: [28, 28], colorMode: 'grayscale' } as const;
    const adam = { name: 'adam', learningRate: 0.01 } as const;
    const loaded = file({ optimizer: adam, optimizerState: { name: 'adam', iterations: 1, slots: [] } });
    const settings = { ...DEFAULTS, optimizer: null, learningRate: 0.02 };
    const code = shown(brought, settings, { network, loaded });
    expect(code).toContain(
      'model = keras.models.load_model("pets.keras")\noptimizer = model.optimizer\n' +
        `model = keras.Sequential([layers.Input((28, 28, 1)), ${layer}, model])\n`,
    );
    expect(code).toContain('optimizer.learning_rate = 0.02\nmodel.compile(');
    expect(code).toContain('optimizer=optimizer');
    const plain = { ...network, inputs: [{ shape: [null, 28, 28, 1] }] };
    expect(shown(brought, settings, { network: plain, loaded })).not.toContain('Sequential');
  });

  it('does not rescale for a network that does so itself', () => {
    const network = model(1, 'sigmoid');
    for (const augment of ['course', 'none'] as const) {
      const settings = { ...DEFAULTS, augment };
      expect(shown({}, settings, { network, loaded: file() })).toContain('rescale=1./255');
      const loaded = { ...file(), rescalesPixels: true };
      expect(shown({}, settings, { network, loaded })).not.toContain('rescale');
    }
  });

  it("sets the statistics of a model's file, and computes those that are too large", () => {
    const brought = { augmentation: { featurewiseCenter: true } };
    const metadata = { generator: { featurewise_center: true } };
    const statistics = { mean: [1, 2, 3], std: null, whitening: null };
    const inputs = { network: model(1, 'sigmoid') };
    const set = shown(brought, DEFAULTS, {
      ...inputs,
      loaded: file({ metadata: { ...metadata, classes: [], statistics } }),
    });
    expect(set).toContain('    datagen.mean = np.array((1, 2, 3), "float32")\n\n');
    expect(set).not.toContain('.fit(x_train)');
    const whitening = { components: '', gains: [] };
    const computed = shown(brought, DEFAULTS, {
      ...inputs,
      loaded: file({ metadata: { ...metadata, classes: [], statistics: { ...statistics, whitening } } }),
    });
    expect(computed).toContain('train_datagen.fit(x_train)\nval_datagen.fit(x_train)');
  });
});

it('names a folder for pictures that were added class by class', () => {
  const byClass = { dataName: 'oak, ash, elm', byClass: 3 };
  const settings = { ...DEFAULTS, validationSplit: 0.2 };
  const before = shown({}, settings, byClass);
  const read = dataset('', '', { name: 'oak, ash, elm', classes: ['ash', 'elm', 'oak'] });
  for (const code of [before, shown({}, settings, { ...byClass, dataset: read })]) {
    expect(code).toContain('# Data: your pictures, in these folders: data/');
    expect(code).toContain('directory="data"');
    expect(code).toContain('class_mode="categorical"');
    expect(code).toContain('validation_split=0.2');
  }
});

it('reads the parts in the folder that was chosen, once they are known', () => {
  const chosen = { dataName: 'pets', dataset: dataset('train/', 'validation/', { name: 'pets' }) };
  const code = shown({}, DEFAULTS, chosen);
  expect(code).toContain('# Data: pets\n');
  expect(code).toContain('directory="pets/train"');
  expect(code).toContain('directory="pets/validation"');
  expect(shown({}, DEFAULTS, { ...chosen, dataset: dataset('', null, { name: 'pets' }) })).toContain(
    'directory="pets"',
  );
});

describe('after “Skip damaged pictures”', () => {
  const skipped = (part: string, ...names: string[]) =>
    names.map((filename) => ({ part, filename, message: 'damaged' }));
  const labelled = (root: string, ...counts: number[]) => {
    const labels = Int32Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));
    return { ...part(root), labels, samples: labels.length };
  };

  it('renames the pictures of each part before Keras reads the folders', () => {
    const names = Array.from({ length: 7 }, (_, i) => `cats/picture ${i}.jpg`);
    const all = [...skipped('training', ...names), ...skipped('validation', 'dogs/"x".png')];
    const code = shown({}, DEFAULTS, { dataset: dataset('w/train/', 'w/val/', { skipped: all }) });
    expect(code).toContain(`# ${en.skipped}
for name in (
    "w/train/cats/picture 0.jpg", "w/train/cats/picture 1.jpg",
    "w/train/cats/picture 2.jpg", "w/train/cats/picture 3.jpg",
    "w/train/cats/picture 4.jpg", "w/train/cats/picture 5.jpg",
    "w/train/cats/picture 6.jpg", "w/val/dogs/\\"x\\".png",
):
    if os.path.exists(name):
        os.rename(name, name + ".skipped")

train_generator = `);
    expect(code).toMatch(/^import os\n/);
    const classes = shown({}, DEFAULTS, {
      dataset: dataset('', null, { skipped: skipped('training', 'oak/1.jpg') }),
      byClass: 2,
    });
    expect(classes).toContain('    "data/oak/1.jpg",\n');
  });

  it('says how Keras splits what is left if Pupila has split it otherwise', () => {
    // Of 2 × 10 pictures, Pupila sets 2 × 2 apart, of which one is damaged; Keras int(0.2 × 9) + int(0.2 × 10).
    const split = (training: number[], validation: number[], more: object) =>
      shown(
        {},
        { ...DEFAULTS, validationSplit: 0.2 },
        {
          dataset: dataset('', '', {
            training: labelled('', ...training),
            validation: labelled('', ...validation),
            ...more,
          }),
        },
      );
    const same = split([8, 8], [1, 2], { skipped: skipped('validation', 'cats/1.jpg') });
    expect(same).toContain(
      `# Data: pets.zip (unpacked into pets)\n# ${en.skipped}\nfor name in (\n    "pets/cats/1.jpg",\n`,
    );
    expect(same).not.toContain('Keras splits');
    const other = split([7, 8], [2, 2], { skipped: skipped('training', 'cats/9.jpg') });
    expect(other).toContain(`# ${en.otherSplit('16', '3', '15, 4')}\n`);
    // Of 4 pictures of a class, Keras takes none for validation, and refuses an empty part.
    const few = split([3, 4], [1, 0], { skipped: skipped('training', 'cats/3.jpg') });
    expect(few).toContain(`# ${en.otherSplit('8', '0', '7, 1')}\n`);
    expect(few).not.toContain('validation_');
    expect(few).not.toContain('"val_"');
  });
});

describe('with weights that were loaded', () => {
  const weights = {
    name: 'saved.keras',
    share: 'all',
    byName: false,
    skipMismatch: false,
    isBeforeFit: false,
  } as const;
  const loads = (...given: object[]) =>
    shown({}, { ...DEFAULTS, seed: 3 }, { weights: given.map((each) => ({ ...weights, ...each })) });

  it('loads them into the network before it is compiled', () => {
    expect(loads({})).toContain('])\nmodel.load_weights("saved.keras")\n\n');
    expect(loads({})).not.toContain(en.otherWeights);
    expect(loads({ share: 'some', skipMismatch: true })).toContain(`# ${en.otherWeights}\n`);
    expect(loads({ share: 'some', skipMismatch: true })).toContain(
      'model.load_weights("saved.keras", skip_mismatch=True)\n',
    );
    expect(
      loads({ share: 'some', name: 'a.h5', byName: true }, { share: 'some', name: 'b.weights.h5' }),
    ).toContain('model.load_weights("a.h5", by_name=True)\nmodel.load_weights("b.weights.h5")\n');
  });

  it('says that other formats are saved for Keras first', () => {
    expect(loads({ name: 'tm.zip', byName: true })).toContain(
      `# ${en.convertFirst('tm.zip', 'pupila-weights.keras')}\nmodel.load_weights("pupila-weights.keras")\n`,
    );
  });

  it('loads them before or after the last layer was replaced', () => {
    const given = { network: model(3, 'softmax'), loaded: { ...file(), isFitted: true } };
    const code = shown({}, DEFAULTS, {
      ...given,
      weights: [
        { ...weights, isBeforeFit: true },
        { ...weights, name: 'later.keras' },
      ],
    });
    expect(code).toMatch(
      /load_model\("pets.keras"\)\nmodel.load_weights\("saved.keras"\)\nlast = .*\nmodel = .*\nmodel.load_weights\("later.keras"\)\n/,
    );
    const course = loads({ isBeforeFit: true });
    expect(course).toContain('model.load_weights("saved.keras", skip_mismatch=True)\n');
    expect(course).toContain(en.otherWeights);
  });
});

describe('after “Continue training”', () => {
  const settings = { ...DEFAULTS, epochs: 2, seed: 3 };
  const read = { dataset: dataset('train/', 'validation/'), dataName: 'pets.zip', byClass: null };
  const run = { ...read, isGiven: false, settings, epochs: 2, isUnfinished: false };
  const continued = (now: Partial<TrainerSettings>, more: Partial<FitCodeInputs> = {}) =>
    shown({}, { ...settings, ...now }, { ...read, past: [run], ...more });
  const fits = (code: string) => code.match(/^\w+ = model\.fit\(/gm);

  it('has all epochs in one run if nothing has changed in between', () => {
    const whole = shown({}, { ...settings, epochs: 5 }, read);
    expect(whole).toContain('    epochs=5,\n');
    expect(continued({ epochs: 3 })).toBe(whole);
    const past = [run, { ...run, epochs: 3, settings: { ...settings, epochs: 1 } }];
    expect(continued({}, { past })).toBe(whole);
  });

  it('trains further with another learning rate, and the same generators', () => {
    const code = continued({ learningRate: 1e-4 });
    expect(fits(code)).toEqual(['history = model.fit(', 'history_2 = model.fit(']);
    expect(code).toContain('    x=batches(train_generator, 2 * len(train_generator)),\n');
    expect(code).toContain(
      'model.optimizer.learning_rate = 0.0001\nmodel.compile(\n    loss="binary_crossentropy",\n    optimizer=model.optimizer,',
    );
    expect(code).toContain('    initial_epoch=2,\n    epochs=4,\n');
    expect(code.match(/train_generator = /g)).toHaveLength(1);
    expect(code).not.toContain('endless');
  });

  it('makes generators that go on after the earlier epochs if the pictures are batched otherwise', () => {
    const code = continued({ batchSize: 16, stepsPerEpoch: 5 });
    expect(code.match(/train_generator = /g)).toHaveLength(2);
    expect(code).toContain(
      `# ${en.skips}\nfor _ in range(10):\n    next(train_generator.index_generator)\n\nhistory_2 = `,
    );
    expect(code.match(/model\.compile/g)).toHaveLength(1);
    expect(code.match(/^model = /gm)).toHaveLength(1);
    expect(continued({ stepsPerEpoch: 5 })).toContain('for _ in range(10):\n');
    expect(continued({ batchSize: 16, seed: null })).not.toContain('index_generator');
  });

  it('draws the curves of all runs', () => {
    const code = continued({ learningRate: 1e-4 });
    expect(code).toContain(`for i, (metric, title) in enumerate([("loss", "Loss"), ("accuracy", "Accuracy")]):
    plt.subplot(1, 2, i + 1)
    plt.plot(
        [epoch + 1 for epoch in history.epoch + history_2.epoch],
        history.history[metric] + history_2.history[metric],
        label="training",
    )
`);
    const whole = shown({}, { ...settings, epochs: 5 }, { ...read, language: 'es' });
    expect(whole).toContain(
      '    plt.plot(\n        [epoch + 1 for epoch in history.epoch],\n        history.history["val_" + metric],\n        label="validación",\n    )\n' +
        '    plt.title(title)\n    plt.xlabel("Época")\n    plt.legend()\nplt.show()\n',
    );
    const unvalidated = shown({}, settings, { ...read, dataset: dataset('train/', null) });
    expect(unvalidated).not.toContain('val_" + metric');
  });

  it('reads every data set from a folder of its own', () => {
    const other = dataset('train/', 'validation/', { name: 'birds.zip' });
    const code = continued({}, { dataset: other, dataName: 'birds.zip' });
    const directories = [...code.matchAll(/directory="(.*)"/g)].map(([, name]) => name);
    expect(directories).toEqual(['pets/train', 'pets/validation', 'birds/train', 'birds/validation']);
    expect(code).toContain('# Data: pets.zip (unpacked into pets)\ntrain_generator');
    expect(code).toContain('# Data: birds.zip (unpacked into birds)\ntrain_generator');
    const same = continued({ learningRate: 1e-4 });
    expect(same).toContain('# Data: pets.zip (unpacked)\n');
    const classes = { ...run, dataset: null, dataName: 'oak, ash', byClass: 2 };
    const byClass = continued({}, { past: [classes], dataset: null, dataName: 'oak, elm', byClass: 2 });
    expect([...byClass.matchAll(/directory="(.*)"/g)].map(([, name]) => name)).toEqual([
      ...['data', 'data'],
      ...['data_2', 'data_2'],
    ]);
    const arrays = continued({}, { dataset: null, dataName: 'digits.npz' });
    expect(arrays).toContain('directory="train"');
  });

  it('starts another optimizer anew', () => {
    const code = continued({ optimizer: 'sgd' });
    expect(code).toContain('optimizer=keras.optimizers.SGD(learning_rate=0.001),');
    expect(code).not.toContain('model.optimizer');
  });

  it('says that the steps of an unfinished epoch are missing', () => {
    const stopped = { ...run, isUnfinished: true };
    const code = continued({ learningRate: 1e-4 }, { past: [stopped] });
    expect(code).toContain(`\n\n# ${en.unfinished}\n\n`);
    expect(fits(code)).toHaveLength(2);
    expect(fits(continued({ learningRate: 1e-4 }, { past: [{ ...stopped, epochs: 0 }] }))).toHaveLength(1);
  });

  it('trains the complete epochs of a run that was stopped', () => {
    const stoppedAfter = (epochs: number, past: FitCodeInputs['past'] = [], isUnfinished = true) =>
      continued({ epochs: 5, learningRate: 1e-4 }, { past, stopped: { epochs, isUnfinished } });
    expect(stoppedAfter(1)).toContain('    epochs=1,\n');
    expect(stoppedAfter(1)).toContain(`\n\n# ${en.unfinished}\n\n`);
    expect(stoppedAfter(2, [], false)).toContain('    epochs=2,\n');
    expect(stoppedAfter(2, [], false)).not.toContain(en.unfinished);
    expect(stoppedAfter(0)).toContain(`\n\n# ${en.unfinishedFirst}\n\n`);
    expect(stoppedAfter(0)).toContain('    epochs=5,\n');
    expect(stoppedAfter(4, [run])).toContain('    initial_epoch=2,\n    epochs=4,\n');
    expect(fits(stoppedAfter(2, [run]))).toHaveLength(1);
    expect(stoppedAfter(2, [run])).toContain(`\n\n# ${en.unfinished}\n\n`);
  });
});
