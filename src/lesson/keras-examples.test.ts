import { describe, expect, it } from 'vitest';
import { AUGMENTATION_PRESETS } from '../network/augmentation-presets';
import { FILTERS } from './filters';
import { augmentationExample } from './augmentation-example';
import { convolutionCode, layerExample, poolingExample } from './keras-examples';

const LOAD = `# picture.png: the picture chosen above
picture = keras.utils.load_img(
    path="picture.png",
    target_size=(50, 50),
    interpolation="bilinear",
    keep_aspect_ratio=True,
)
im = keras.utils.img_to_array(picture)
`;

const picture = { side: 50, language: 'en' } as const;

describe('the code of a lab', () => {
  it('reads the picture as the lab does', () => {
    const conv2d = {
      type: 'Conv2D',
      filters: 2,
      kernelSize: 3,
      strides: 1,
      padding: 'same',
      activation: 'relu',
    } as const;
    const window = { poolSize: 3, strides: 2, padding: 'same' } as const;
    const filter = { kernel: FILTERS.boxBlur, mode: 'grey', strides: 1, padding: 'same' } as const;
    for (const code of [
      convolutionCode(filter, picture),
      layerExample(conv2d, 1, picture),
      poolingExample(window, picture),
    ])
      expect(code).toContain(LOAD);
    const grey = layerExample(conv2d, 1, { ...picture, colorMode: 'grayscale' });
    expect(grey).toContain('color_mode="grayscale",');
    expect(grey).toContain('layers.Input(shape=(50, 50, 1))');
    expect(grey).toContain('# Keras draws other weights from the same seed.\nkeras.utils.set_random_seed(1)');
    const inSpanish = layerExample(conv2d, 1, { side: 50, language: 'es' });
    expect(inSpanish).toContain('# picture.png: la imagen elegida arriba\n');
    expect(inSpanish).toContain('# Con la misma semilla, Keras sortea otros pesos.\n');
  });

  it('has the filter, strides and padding', () => {
    const filter = { kernel: FILTERS.boxBlur, mode: 'colour', strides: 2, padding: 'valid' } as const;
    const code = convolutionCode(filter, picture);
    expect(code).toContain('    [1/9, 1/9, 1/9],\n');
    expect(code).toContain('tf.nn.conv2d(x[None], filters, strides=2, padding="VALID")');
    expect(code).toContain('filters[:, :, channel, channel] = kernel');
  });

  it('pools by averages and by maxima', () => {
    const code = poolingExample({ poolSize: 3, strides: 2, padding: 'same' }, picture);
    expect(code).toContain(
      'average = layers.AveragePooling2D(pool_size=3, strides=2, padding="same")(inp)\n' +
        'maximum = layers.MaxPooling2D(pool_size=3, strides=2, padding="same")(inp)\n',
    );
  });

  it('makes the sheet of nine pictures, of the data or of one picture', () => {
    const sheet = {
      options: AUGMENTATION_PRESETS.course,
      seed: 4,
      data: 'pets.zip',
      language: 'en',
      side: 100,
      validation: 3,
      range: [0, 1],
    } as const;
    const many = augmentationExample({ ...sheet, from: 'many' });
    expect(many).toContain(`# Data: pets.zip (unpacked)
train_generator = train_datagen.flow_from_directory(
    directory="train",
    target_size=(100, 100),
    batch_size=9,
    class_mode="binary",
    seed=4,
)
sheet, labels = next(train_generator)`);
    expect(many).toContain('    directory="validation",\n    shuffle=False,');
    expect(many).toContain('low, high = 0, 1\n');
    const options = { ...AUGMENTATION_PRESETS.course, zcaWhitening: true };
    const one = augmentationExample({ ...sheet, options, from: 'one', range: null });
    expect(one).toContain('train_datagen.fit(x_train)\nval_datagen.fit(x_train)\n');
    expect(one).toContain('train_datagen.flow(x[None], batch_size=1, seed=4)');
    expect(one).toContain('# picture.png: the picture chosen above\npicture = ');
    expect(one).toContain('# Data: pets.zip (unpacked)\nvalidation_generator = ');
    expect(one).toContain('low, high = sheet.min(), sheet.max()\n');
    expect(augmentationExample({ ...sheet, options, from: 'many' })).toContain('class_mode=None,');
  });
});
