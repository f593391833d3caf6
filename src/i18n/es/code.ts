/** The comments of the Keras code of `<pupila-trainer>` in Spanish. */
import type { Translation } from '../catalogue';
import type { code as english } from '../en/code';

export const code: Translation<typeof english> = {
  data: (name) => `Datos: ${name}`,
  unpacked: (name) => `Datos: ${name} (descomprimido)`,
  unreadFolders: 'Sus carpetas y clases se conocen después del primer entrenamiento.',
  unreadArrays: 'Los nombres y tamaños de sus arreglos se conocen después del primer entrenamiento.',
  skips: 'Omite los lotes de las épocas anteriores.',
  unfinished: 'El entrenamiento se detuvo dentro de una época, cuyas iteraciones no se repiten aquí.',
};
