/** The sections of the lesson, in order, with their addresses: `#…`, and `?lab=…` for the section alone. */
import type { lesson } from '../src/i18n/en/lesson';

export type SectionName = keyof typeof lesson.sections;

export const ADDRESSES: Record<SectionName, string> = {
  convolution: 'convolucion',
  layer: 'capa',
  pooling: 'pooling',
  network: 'red',
  augmentation: 'aumentacion',
  training: 'entrenamiento',
};
