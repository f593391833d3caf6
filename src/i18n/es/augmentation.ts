/** The texts of `<pupila-augmentation-lab>` in Spanish. */
import { sizeText } from '../../core/size-text';
import type { Translation } from '../catalogue';
import type { augmentation as english } from '../en/augmentation';

export const augmentation: Translation<typeof english> = {
  data: 'Datos',
  parts: 'Partes',
  augmented: 'Aumentadas',
  file: 'archivo',
  generated: 'generador',
  fixed: 'siempre channels_last y float32.',
  hasFolder: 'siempre 0, porque el conjunto tiene una carpeta de validación.',
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
  computing: 'Calculando…',
  notes: {
    turnedOn: (by) => `Como en Keras, \`${by}\` activa esta opción.`,
    turnedOff: (by) => `Como en Keras, \`${by}\` desactiva esta opción.`,
    needs: (option) => `Solo con \`${option}\`.`,
    zcaWhitening: (side) => `Con ${sizeText(side, side)} píxeles, el blanqueo puede tardar varios minutos.`,
    shiftAxes:
      'Con `keras`, `width_shift_range` desplaza las imágenes en vertical y `height_shift_range`, en horizontal, como en Keras 3. `corrected`, una opción de Pupila, hace lo que dicen los nombres.',
  },
  again: 'Otra semilla',
  validation: 'Validación',
  untouched: (equal, all) =>
    `Tras pasar por el generador, ${equal} de ${all} imágenes siguen idénticas, salvo por opciones que cambian los valores.`,
  values:
    'Estas opciones cambian los valores que recibe la red. La escala bajo la hoja indica qué valores son el negro y el blanco.',
};
