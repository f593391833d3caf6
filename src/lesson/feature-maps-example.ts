/** Generates Python for Keras that shows what `<pupila-feature-maps>` shows of a network. */
import type { InputLayout } from '../core/picture-shape';
import type { Catalogue, Translation } from '../i18n/catalogue';
import { code as en } from '../i18n/en/code';
import { code as es } from '../i18n/es/code';
import type { Locale } from '../i18n/locale';
import { type FolderData, directoryOf, sourceNote } from '../network/data-code';
import { type GeneratorOptions, standardizingCode } from '../network/generator-code';
import { modelCode, python } from '../network/keras-code';
import { type ModelLayers, networkOf } from '../network/network-of';
import { isClassProbability, lastActivation } from '../network/output';
import { type PictureReading, loadCode } from '../network/picture-code';
import { comment, script } from '../network/python-script';
import { type GeneratorStatistics, SAVED_MODEL, datagenStatistics } from '../network/saved-network-code';
import { type CodeWeights, drawsWeights, weightsCode } from '../network/weights-code';

const WORDS: Catalogue<typeof en> = { en, es };

/** What the code follows. */
export interface FeatureMapsCode {
  model: ModelLayers;
  /** Whether the weights are the initial ones or those of `weights`, so that the network needs no file of its own. */
  isUntrained: boolean;
  /** Files of weights that were loaded into it, in order. */
  weights: readonly CodeWeights[];
  read: PictureReading;
  generator: GeneratorOptions;
  statistics: GeneratorStatistics | null;
  layout: InputLayout;
  /** The training picture that is shown: the name of its data set, the folder of its part, and its file. Null: the chosen one. */
  picture: { data: string; root: string; filename: string } | null;
  /** Of the network's output. */
  units: number;
  classes: readonly string[];
  /** Whether there is a Grad-CAM. */
  hasCam: boolean;
  /** Whether the network's channels are first. */
  isChannelsFirst: boolean;
  /** Of the comments. */
  language: Locale;
}

/** Draws up to six rows of pictures, as the course does. */
const SHOW = `def show(title, pictures, **colors):
    fig, axes = plt.subplots(6, 6, figsize=(12, 12))
    fig.suptitle(title)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture in zip(axes.flat, pictures):
        ax.imshow(picture, **colors)`;

/** Returns code that draws the feature maps and filters of all layers and Grad-CAM, and prints the probability. */
export function featureMapsExample(given: FeatureMapsCode): string {
  const { read, generator, statistics, picture, language } = given;
  const words = WORDS[language];
  const note = picture ? sourceNote(dataOf(picture), words) : words.picture;
  const path = picture ? pathOf(picture) : undefined;
  return script(
    networkCode(given, words),
    [
      standardizingCode(generator),
      ...(statistics ? datagenStatistics(statistics) : []),
      loadCode('x', read, note, path),
      'x = datagen.standardize(x)[None]',
      ...layoutCode(given.layout),
    ].join('\n'),
    `visualization_model = keras.Model(model.inputs, [layer.output for layer in model.layers])
feature_maps = visualization_model.predict(x)`,
    `${comment(words.atMost)}\n${SHOW}`,
    mapsCode(given, words.firstChannel),
    decisionCode(given),
    given.hasCam ? camCode(given) : null,
    'plt.show()',
  );
}

type DataPicture = NonNullable<FeatureMapsCode['picture']>;

const dataOf = ({ data: name, root }: DataPicture): FolderData => ({
  name,
  training: root,
  validation: null,
});

const pathOf = (picture: DataPicture): string =>
  `${directoryOf(dataOf(picture), picture.root)}/${picture.filename}`;

/** The network as it is built, with the weights that were loaded, or from the file that the reader saves. */
function networkCode(
  { model, isUntrained, weights }: FeatureMapsCode,
  words: Translation<typeof en>,
): string {
  const network = isUntrained ? networkOf(model) : null;
  if (!network)
    return `${comment(words.saveFirst(SAVED_MODEL))}\nmodel = keras.models.load_model(${python(SAVED_MODEL)})`;
  const drawn = weights.length > 0 ? words.drawsSkipped : words.untrained;
  return [
    ...(drawsWeights(weights) ? [comment(drawn)] : []),
    modelCode(network),
    ...weightsCode(weights, words),
  ].join('\n');
}

function layoutCode({ shape, movesChannels }: InputLayout): string[] {
  if (movesChannels) return ['x = np.moveaxis(x, -1, 1)'];
  return shape.length === 3 ? [] : [`x = x.reshape(${python([1, ...shape])})`];
}

function mapsCode({ isChannelsFirst }: FeatureMapsCode, note: string): string {
  return `for layer, maps in zip(model.layers, feature_maps):
    if maps.ndim == 4:
        show(layer.name, ${isChannelsFirst ? 'maps[0]' : 'np.moveaxis(maps[0], -1, 0)'})
    if isinstance(layer, layers.Conv2D):
        ${comment(note)}
        filters = np.moveaxis(layer.get_weights()[0][:, :, 0], -1, 0)
        limit = np.abs(filters).max()
        show(layer.name, filters, cmap="RdBu_r", vmin=-limit, vmax=limit)`;
}

/** The most likely class: a single unit stands for the second of two. */
function decisionCode({ model, units, classes }: FeatureMapsCode): string {
  const unit = units === 1 ? 'int(output[0] >= 0.5)' : 'int(output.argmax())';
  const lines = ['output = feature_maps[-1][0]', `unit = ${unit}`];
  if (isClassProbability(lastActivation(model), units, classes.length)) {
    lines.push(
      `classes = ${python(classes)}`,
      units === 1 ? 'probability = output[0] if unit == 1 else 1 - output[0]' : 'probability = output[unit]',
      'print(f"{classes[unit]}: {probability:.1%}")',
    );
  }
  return lines.join('\n');
}

/** As `gradCam` of `src/views/inspect` computes it: from the class's score before the last sigmoid or softmax. */
function camCode({ model, units, isChannelsFirst }: FeatureMapsCode): string | null {
  const activation = lastActivation(model);
  const end = lastLayer(model);
  // The Softmax layer of a nested model cannot be skipped.
  if (end.isSoftmax && end.code !== 'model.layers[-1]') return null;
  const removed = activation === 'sigmoid' || activation === 'softmax';
  const sides = isChannelsFirst ? '(2, 3)' : '(1, 2)';
  const score = units === 1 ? 'scores[0, 0] if unit == 1 else -scores[0, 0]' : 'scores[0, unit]';
  return [
    'last = max(i for i, layer in enumerate(model.layers) if isinstance(layer, layers.Conv2D))',
    ...(removed && !end.isSoftmax ? [`${end.code}.activation = keras.activations.linear`] : []),
    'with tf.GradientTape() as tape:',
    '    maps = scores = tf.constant(feature_maps[last])',
    '    tape.watch(maps)',
    `    for layer in model.layers[last + 1:${end.isSoftmax ? '-1' : ''}]:`,
    '        scores = layer(scores)',
    `    score = ${score}`,
    `weights = tf.reduce_mean(tape.gradient(score, maps), axis=${sides}, keepdims=True)`,
    `cam = tf.nn.relu(tf.reduce_sum(maps * weights, axis=${isChannelsFirst ? 1 : -1}))[0]`,
    'cam = cam / (tf.reduce_max(cam) + 1e-12)',
    '',
    // As `overlayHeat` draws it.
    'heat = tf.image.resize(cam[..., None], (picture.height, picture.width)).numpy()[..., 0]',
    'plt.figure()',
    'plt.title("Grad-CAM")',
    'plt.imshow(picture.convert("RGB"))',
    'plt.imshow(heat, alpha=0.15 + 0.6 * heat, vmin=0, vmax=1)',
    'plt.axis("off")',
  ].join('\n');
}

/** The last layer, which may be that of a nested model. */
function lastLayer(
  { layers }: Pick<ModelLayers, 'layers'>,
  of = 'model',
): { code: string; isSoftmax: boolean } {
  const last = layers.at(-1);
  const code = `${of}.layers[-1]`;
  if (last && 'layers' in last) return lastLayer(last as unknown as ModelLayers, code);
  return { code, isSoftmax: last?.getClassName() === 'Softmax' };
}
