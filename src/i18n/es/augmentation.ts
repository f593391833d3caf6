/** The texts of `<pupila-augmentation-lab>` in Spanish. */
import type { Translation } from '../catalogue';
import type { augmentation as english } from '../en/augmentation';

export const augmentation: Translation<typeof english> = {
  data: 'Datos',
  parts: 'Partes',
  augmented: 'Aumentadas',
  file: 'archivo',
  generated: 'generador',
  preprocessing:
    'una función no se puede elegir aquí. En la biblioteca recibe una imagen y devuelve otra de la misma forma, antes de rescale.',
  fixed: 'siempre channels_last y float32.',
  counts: (training, validation) => `${training} de entrenamiento, ${validation} de validación`,
  classFiles: (name, count, files) => `${name}: ${count} (${files}…)`,
  wall: 'Ocho imágenes de cada clase',
  one: 'Mi imagen, nueve veces',
  many: 'Nueve imágenes del conjunto',
  source: 'Qué se aumenta',
  sheet: 'Nueve imágenes aumentadas',
  options: 'Opciones de ImageDataGenerator',
  more: 'Todas las demás opciones',
  course: 'Las del curso',
  none: 'Ninguna',
  again: 'Otra semilla',
  validation: 'Validación',
  untouched: (equal, all) =>
    `Por el generador de validación: ${equal} de ${all} imágenes son iguales a sus archivos, píxel a píxel.`,
  pixelsOnly: 'Estas opciones cambian los valores, no lo que se ve; la hoja se muestra antes de ellas.',
};
