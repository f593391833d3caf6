/** What each argument of `flow_from_directory`, `flow` and `fit` does, and its default in words: for docs/options.md. */
import type { FLOW_TABLE } from './flow-table';
import { type OptionText, TRAINING_TEXTS } from './option-texts';
import type { Sentence } from './option-row';

const FROM_ENTROPY: Sentence = { en: "from the system's entropy", es: 'de la entropía del sistema' };

export const FLOW_TEXTS = {
  augment: {
    text: { en: 'Fit to randomly transformed pictures', es: 'Ajustar a imágenes transformadas al azar' },
  },
  rounds: {
    text: { en: 'Passes over the data, with `augment`', es: 'Vueltas por los datos, con `augment`' },
  },
  batchSize: { text: { en: 'Pictures per batch', es: 'Imágenes por lote' } },
  shuffle: { text: TRAINING_TEXTS.shuffle.text },
  seed: {
    text: { en: 'Seed of order and augmentation', es: 'Semilla del orden y la aumentación' },
    absent: FROM_ENTROPY,
  },
  subset: {
    text: {
      en: "One part of the generator's `validation_split`",
      es: 'Una parte según el `validation_split` del generador',
    },
    absent: { en: 'all pictures', es: 'todas las imágenes' },
  },
  ignoreClassSplit: {
    text: {
      en: 'Allow the two parts of a split to have different labels',
      es: 'Permitir que las dos partes de una división tengan etiquetas distintas',
    },
  },
  directory: {
    text: {
      en: 'Folder whose subfolders are the classes, such as `pets/validation`',
      es: 'Carpeta cuyas subcarpetas son las clases, como `mascotas/validation`',
    },
    absent: { en: '`train/` if it exists', es: '`train/`, si existe' },
  },
  targetSize: { text: TRAINING_TEXTS.targetSize.text },
  colorMode: { text: TRAINING_TEXTS.colorMode.text },
  classes: TRAINING_TEXTS.classes,
  classMode: {
    text: {
      en: 'Kind of labels; `auto` is binary for two classes, categorical for more',
      es: 'Tipo de etiquetas; `auto` es binary con dos clases, categorical con más',
    },
  },
  interpolation: { text: TRAINING_TEXTS.interpolation.text },
  keepAspectRatio: { text: TRAINING_TEXTS.keepAspectRatio.text },
  onError: { text: TRAINING_TEXTS.onError.text },
  workers: TRAINING_TEXTS.workers,
  prefetch: {
    text: { en: 'Batches made ahead, at most', es: 'Lotes que se preparan por adelantado, como máximo' },
    absent: { en: 'three more than workers', es: 'tres más que workers' },
  },
  cacheBytes: { text: TRAINING_TEXTS.cacheBytes.text },
  signal: {
    text: {
      en: 'Stops the work; pending calls reject with `aborted`',
      es: 'Detiene el trabajo; las llamadas pendientes fallan con `aborted`',
    },
    absent: { en: 'none', es: 'ninguna' },
  },
} satisfies Readonly<Record<keyof typeof FLOW_TABLE, OptionText>>;
