/**
 * Section 4: the network's table, and the outputs of all its layers for a picture, as `<pupila-feature-maps>` has them.
 * Float32 sums in another order, through up to nine layers: 1e-4.
 */
import { drawnPicture } from '../files.mjs';
import { kernelsOf, useNetwork } from '../networks.mjs';

const conv = (filters, kernelSize, more = {}) => ({
  type: 'Conv2D',
  filters,
  kernelSize,
  strides: 1,
  padding: 'valid',
  activation: 'relu',
  ...more,
});
const pool = (type, poolSize, strides, padding = 'valid') => ({ type, poolSize, strides, padding });
const dense = (units, activation) => ({ type: 'Dense', units, activation });
const dropout = { type: 'Dropout', rate: 0.25 };
const flatten = { type: 'Flatten' };
const COURSE = [conv(36, 3), pool('MaxPooling2D', 2, 2)];

const NETWORKS = {
  "the course's": [
    [150, 150, 3],
    [...COURSE, ...COURSE, ...COURSE, flatten, dense(512, 'relu'), dense(1, 'sigmoid')],
  ],
  'all kinds of layers': [
    [50, 50, 3],
    [
      conv(6, 5, { strides: 2, padding: 'same', activation: 'tanh' }),
      { type: 'BatchNormalization' },
      pool('MaxPooling2D', 3, 2, 'same'),
      dropout,
      conv(8, 3, { activation: 'linear' }),
      pool('AveragePooling2D', 2, 1, 'same'),
      dense(5, 'sigmoid'),
      { type: 'GlobalAveragePooling2D' },
      dense(7, 'tanh'),
      dense(2, 'softmax'),
    ],
  ],
  'flattened, three classes': [
    [100, 100, 3],
    [pool('AveragePooling2D', 4, 4), conv(4, 4, { strides: 3 }), flatten, dropout, dense(3, 'softmax')],
  ],
};

export async function* network({ lesson, folders }) {
  const lab = await lesson.lab('pupila-network-lab');
  const maps = await lesson.lab('pupila-feature-maps');
  const picture = drawnPicture(260, 180);
  for (const [name, [inputShape, layers]] of Object.entries(NETWORKS)) {
    await useNetwork(lesson, { inputShape, layers });
    await maps.set({ picture });
    const { 'Grad-CAM': _cam, ...outputs } = await maps.numbers();
    const summary = await lab.element.locator('details:not(.code) pre').first().textContent();
    yield {
      name,
      code: await lab.code(),
      folder: folders.make(picture),
      kernels: await kernelsOf(lesson, { inputShape, layers }),
      after: [
        // As the trainer prepares a picture.
        `picture = keras.utils.load_img("picture.png", target_size=(${inputShape.slice(0, 2)}))`,
        'x = keras.utils.img_to_array(picture) / 255',
        'outputs = keras.Model(model.inputs, [each.output for each in model.layers])(x[None])',
        'maps = {layer.name: output[0] for layer, output in zip(model.layers, outputs)}',
      ].join('\n'),
      expected: [
        { name: 'summary', value: 'printed.strip()', text: summary.trim() },
        { name: 'layers', value: '" ".join(maps)', text: Object.keys(outputs).join(' ') },
        { name: 'diagram', value: 'str(open("model.png", "rb").read(4)[1:])', text: "b'PNG'" },
        ...Object.entries(outputs).map(([layer, array]) => ({
          name: layer,
          value: `maps["${layer}"]`,
          array,
          atol: 1e-4,
          rtol: 1e-4,
        })),
      ],
    };
  }
}
