import { expect, it } from 'vitest';
import { type FeatureMapsCode, featureMapsExample } from './feature-maps-example';

const layer = (type: string, config: object = {}) => ({
  getClassName: () => type,
  getConfig: () => config,
  inboundNodes: [{ inboundLayers: [] }],
});
const model = (...layers: FeatureMapsCode['model']['layers']) => ({
  layers,
  inputs: [{ shape: [null, 24, 24, 3] }],
});
const dense = { units: 1, activation: 'sigmoid', useBias: true };
const chosen = {
  model: model(layer('Dense', dense)),
  isUntrained: false,
  weights: [],
  read: { targetSize: [24, 24] },
  generator: { rescale: 1 / 255, rotationRange: 40 },
  statistics: null,
  layout: { shape: [24, 24, 3], movesChannels: false },
  picture: null,
  units: 1,
  classes: ['cats', 'dogs'],
  hasCam: true,
  isChannelsFirst: false,
  language: 'en',
} satisfies FeatureMapsCode;
const shown = (more: Partial<FeatureMapsCode> = {}) => featureMapsExample({ ...chosen, ...more });

it('loads the saved network, and reads the picture like one for validation', () => {
  const code = shown();
  expect(code).toContain(`# Save the network as pupila-model.keras first (tab “Model”).
model = keras.models.load_model("pupila-model.keras")

datagen = ImageDataGenerator(
    rescale=1./255,
)
# picture.png: the picture chosen above
picture = keras.utils.load_img(
    path="picture.png",
    target_size=(24, 24),
)
x = keras.utils.img_to_array(picture)
x = datagen.standardize(x)[None]

visualization_model = keras.Model(model.inputs, [layer.output for layer in model.layers])
feature_maps = visualization_model.predict(x)
`);
  expect(shown({ language: 'es' })).toContain('# Guarda primero la red como pupila-model.keras');
});

it('builds a network that is not trained', () => {
  const code = shown({ isUntrained: true });
  expect(code).toContain(
    '# The network is not trained yet: Keras draws other weights.\nmodel = keras.Sequential([',
  );
  expect(code).not.toContain('load_model');
  const weights = [
    { name: 'saved.keras', share: 'all', byName: false, skipMismatch: false, isBeforeFit: false },
  ] as const;
  const loaded = shown({ isUntrained: true, weights });
  expect(loaded).toContain('])\nmodel.load_weights("saved.keras")\n\ndatagen');
  expect(loaded).not.toContain('Keras draws');
  const some = shown({ isUntrained: true, weights: [{ ...weights[0], share: 'some', skipMismatch: true }] });
  expect(some).toContain('# Keras draws the weights that were skipped.\nmodel = keras.Sequential([');
  expect(some).toContain('model.load_weights("saved.keras", skip_mismatch=True)');
  expect(shown({ weights })).not.toContain('load_weights');
  const unknown = { isUntrained: true, model: model(layer('Add'), layer('Dense', dense)) };
  expect(shown(unknown)).toContain('load_model');
});

it('reads a picture of the data set, sets statistics and the shape of the input', () => {
  const code = shown({
    picture: { data: 'pets.zip', root: 'train/', filename: 'cats/1.png' },
    statistics: { mean: Float32Array.of(1, 2, 3), std: null },
    layout: { shape: [1728], movesChannels: false },
  });
  expect(code).toContain('datagen.mean = np.array((1, 2, 3), "float32")\n# Data: pets.zip (unpacked)\n');
  expect(code).toContain('path="train/cats/1.png"');
  expect(code).toContain('[None]\nx = x.reshape((1, 1728))\n');
  const ofOwn = shown({ picture: { data: 'own.zip', root: '', filename: 'cats/1.png' } });
  expect(ofOwn).toContain('# Data: own.zip (unpacked into own)\n');
  expect(ofOwn).toContain('path="own/cats/1.png"');
  const first = shown({ layout: { shape: [3, 24, 24], movesChannels: true }, isChannelsFirst: true });
  expect(first).toContain('[None]\nx = np.moveaxis(x, -1, 1)\n');
  expect(first).toContain('axis=(2, 3), keepdims=True)');
});

it('computes Grad-CAM from the score of the class before the last activation', () => {
  expect(shown()).toContain('model.layers[-1].activation = keras.activations.linear\n');
  expect(shown()).toContain('    for layer in model.layers[last + 1:]:\n        scores = layer(scores)\n');
  expect(shown()).toContain('    score = scores[0, 0] if unit == 1 else -scores[0, 0]\n');
  const softmax = shown({
    model: model(layer('Dense'), layer('Softmax')),
    units: 3,
    classes: ['a', 'b', 'c'],
  });
  expect(softmax).toContain('    for layer in model.layers[last + 1:-1]:\n');
  expect(softmax).toContain('    score = scores[0, unit]\n');
  expect(softmax).not.toContain('keras.activations');
  const nested = { ...layer('Sequential'), layers: [layer('Dense', dense)] };
  expect(shown({ model: model(nested) })).toContain('model.layers[-1].layers[-1].activation =');
  expect(shown({ model: model(layer('Dense', { ...dense, activation: 'tanh' })) })).not.toMatch(
    /activations|probability/,
  );
  const nestedSoftmax = { ...layer('Sequential'), layers: [layer('Softmax')] };
  expect(shown({ model: model(nestedSoftmax), units: 3 })).not.toContain('GradientTape');
  // As `overlayHeat` draws it.
  expect(shown()).toContain(
    'plt.imshow(picture.convert("RGB"))\nplt.imshow(heat, alpha=0.15 + 0.6 * heat, vmin=0, vmax=1)\n',
  );
  expect(shown({ hasCam: false })).not.toMatch(/Grad-CAM|GradientTape/);
});

it('draws filters in the colours of the lab: blue is negative', () => {
  expect(shown()).toContain('show(layer.name, filters, cmap="RdBu_r", vmin=-limit, vmax=limit)');
});

it('prints the probability of the most likely class', () => {
  expect(shown()).toContain(
    'classes = ("cats", "dogs")\nprobability = output[0] if unit == 1 else 1 - output[0]\nprint(',
  );
});
