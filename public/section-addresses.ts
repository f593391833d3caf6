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

/** Returns the section that `?lab=` asks for, by its address or its English name; null for all sections. */
export function sectionOf(search: string): SectionName | null {
  const lab = new URLSearchParams(search).get('lab');
  const names = Object.keys(ADDRESSES) as SectionName[];
  return names.find((name) => lab === name || lab === ADDRESSES[name]) ?? null;
}
