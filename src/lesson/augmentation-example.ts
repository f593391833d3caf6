/** Generates Python for Keras that makes the pictures of `<pupila-augmentation-lab>`. */
import type { Catalogue } from '../i18n/catalogue';
import { code as en } from '../i18n/en/code';
import { code as es } from '../i18n/es/code';
import type { Locale } from '../i18n/locale';
import { foldersCode } from '../network/data-code';
import { FIT_CODE, type GeneratorOptions, generatorCode, needsFit } from '../network/generator-code';
import { call } from '../network/keras-code';
import { loadCode } from '../network/picture-code';
import { comment, script } from '../network/python-script';

const WORDS: Catalogue<typeof en> = { en, es };

/** What `<pupila-augmentation-lab>` shows. */
export interface AugmentationSheet {
  options: GeneratorOptions;
  seed: number;
  /** Name of the data set's zip. */
  data: string;
  from: 'many' | 'one';
  side: number;
  /** Number of validation pictures. */
  validation: number;
  /** Values that are drawn as black and white. Null: the smallest and the largest of all pictures. */
  range: readonly [number, number] | null;
  /** Of the comments. */
  language: Locale;
}

/** Returns code that makes the nine pictures, of the data set or of one picture, and the validation pictures. */
export function augmentationExample({
  options,
  seed,
  data,
  from,
  side,
  validation,
  range,
  language,
}: AugmentationSheet): string {
  const targetSize = [side, side];
  const one = from === 'one';
  const fits = needsFit(options);
  const words = WORDS[language];
  const folders = { name: data, training: 'train/', validation: null };
  const source = comment(words.unpacked(data));
  const flow = { targetSize, batchSize: 9, classMode: 'binary', seed };
  const validationFlow = { ...flow, directory: 'validation', batchSize: validation, shuffle: false };
  const pictures = one
    ? [
        loadCode('x', { targetSize: [side, side], keepAspectRatio: true }, words.picture),
        ...(fits ? [`x_train = x[None]\n${FIT_CODE}`] : []),
        `pictures = train_datagen.flow(x[None], batch_size=1, seed=${seed})`,
        'sheet = np.concatenate([next(pictures) for _ in range(9)])',
      ]
    : [
        source,
        foldersCode(folders, { flow, validationSplit: 0, fits }),
        'sheet, labels = next(train_generator)',
      ];
  const [low, high] = range ? range.map(String) : ['sheet.min()', 'sheet.max()'];
  return script(
    generatorCode(options),
    pictures.join('\n'),
    `${one ? `${source}\n` : ''}validation_generator = ${call('val_datagen.flow_from_directory', validationFlow, true)}\n` +
      'validation_sheet, validation_labels = next(validation_generator)',
    [
      `low, high = ${low}, ${high}`,
      'for i, picture in enumerate(sheet):',
      '    plt.subplot(3, 3, i + 1)',
      '    plt.imshow(np.clip((picture - low) / (high - low), 0, 1))',
      '    plt.axis("off")',
      'plt.show()',
    ].join('\n'),
  );
}
