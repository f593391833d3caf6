/** Generates Python for Keras that predicts a picture with the network of a run. */
import { colorModeOf } from '../core/types';
import { loadCode } from './picture-code';
import type { CodeWords } from './code-words';
import type { Run } from './training-run';

/** Predicts a picture as the element does: read and prepared like a validation picture. */
export function predictCode({ network, data, options }: Run, words: CodeWords): string {
  const arrays = data && 'imageShape' in data ? data : null;
  const { colorMode, interpolation, keepAspectRatio } = options;
  const [height, width, channels] = arrays?.imageShape ?? [];
  const reading = {
    targetSize: height && width ? ([height, width] as const) : (options.targetSize ?? ([150, 150] as const)),
    colorMode: (channels ? colorModeOf(channels) : colorMode) ?? undefined,
    interpolation: interpolation ?? undefined,
    keepAspectRatio: keepAspectRatio ?? undefined,
  };
  const last = 'file' in network ? null : network.layers.at(-1);
  const units = 'file' in network ? network.units : last?.type === 'Dense' ? last.units : null;
  const names = arrays ? `[str(i) for i in range(${arrays.classes})]` : 'train_generator.class_indices';
  return [
    loadCode('x', reading, words.pictureToPredict),
    'output = model.predict(val_datagen.standardize(x)[None])[0]',
    units === 1 ? 'probabilities = [1 - output[0], output[0]]' : 'probabilities = output',
    `for name, probability in zip(${names}, probabilities):`,
    '    print(f"{name}: {probability:.1%}")',
  ].join('\n');
}
