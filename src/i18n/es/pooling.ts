/** The texts of `<pupila-pooling-lab>` in Spanish. */
import type { Translation } from '../catalogue';
import type { pooling as english } from '../en/pooling';

export const pooling: Translation<typeof english> = {
  presets: 'Ventana/paso',
  window: 'Ventana',
  average: 'Promedio',
  max: 'Máximo',
  arithmetic: (size, window, stride, places) => `⌊(${size} − ${window}) / ${stride}⌋ + 1 = ${places}`,
  arithmeticSame: (size, stride, places) => `⌈${size} / ${stride}⌉ = ${places}`,
  kept: (share) => `Queda el ${share} de los valores`,
  noFit: 'La ventana es mayor que la imagen.',
};
