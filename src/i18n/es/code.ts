/** The comments and labels of the Keras code in Spanish. */
import type { Translation } from '../catalogue';
import type { code as english } from '../en/code';

export const code: Translation<typeof english> = {
  data: (name) => `Datos: ${name}`,
  unpacked: (name) => `Datos: ${name} (descomprimido)`,
  unpackedInto: (name, folder) => `Datos: ${name} (descomprimido en ${folder})`,
  ownPictures: (folders) => `Datos: tus imágenes, en estas carpetas: ${folders}`,
  skipped: 'Pupila omitió estas imágenes. Si se renombran así, Keras también las omite.',
  otherSplit: (training, validation, own) =>
    `Keras reparte las imágenes restantes: ${training} de entrenamiento, ${validation} de validación (aquí: ${own}).`,
  unreadFolders: 'Sus carpetas y clases se conocen después del primer entrenamiento.',
  unreadArrays: 'Los nombres y tamaños de sus arreglos se conocen después del primer entrenamiento.',
  picture: 'picture.png: la imagen elegida arriba',
  pictureToPredict: 'picture.png: una imagen para clasificar',
  otherWeights: 'Con la misma semilla, Keras sortea otros pesos.',
  saveFirst: (file) => `Guarda primero la red como ${file} (pestaña «Modelo»).`,
  convertFirst: (name, file) =>
    `Carga primero ${name} como modelo y guárdalo como ${file} (pestaña «Modelo»).`,
  untrained: 'La red aún no está entrenada: Keras sortea otros pesos.',
  drawsSkipped: 'Keras sortea los pesos que se omitieron.',
  atMost: 'Como máximo 36 imágenes por capa',
  firstChannel: 'Filtros, primer canal de entrada',
  training: 'entrenamiento',
  validation: 'validación',
  epoch: 'Época',
  titles: { loss: 'Pérdida', accuracy: 'Exactitud' },
  skips: 'Omite los lotes de las épocas anteriores.',
  unfinished: 'El entrenamiento se detuvo dentro de una época, cuyas iteraciones no se repiten aquí.',
  unfinishedFirst:
    'El entrenamiento se detuvo dentro de la primera época. Este código entrena hasta el final.',
};
