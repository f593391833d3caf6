/** The texts of the settings that the lesson's sixth section offers, in Spanish. */
import type { Translation } from '../catalogue';
import type { presets as english } from '../en/presets';

export const presets: Translation<typeof english> = {
  label: 'Ajustes',
  names: { lesson: 'De la lección', overfit: 'Sobreajuste', remedy: 'Contra el sobreajuste' },
  texts: {
    lesson:
      'Lotes de 32 y tasa de aprendizaje de 0,0003 en lugar de los 128 y 0,001 del curso: con 512 imágenes en lugar de 2000, la red solo acierta entre el 55 y el 70 % en diez épocas con los ajustes del curso.',
    overfit:
      'Solo 32 imágenes, sin aumentación. La red las memoriza: con imágenes de 150\u00a0×\u00a0150, la pérdida de entrenamiento baja casi a cero, mientras que la de validación baja un poco y después sube. Desde ahí hay sobreajuste.',
    remedy:
      'Las mismas iteraciones, pero con 512 imágenes: ahora la pérdida de validación baja junto con la de entrenamiento. Si no tienes más imágenes, la aumentación y Dropout (sección 4) frenan el sobreajuste, pero no lo evitan.',
    own: 'Ajustes propios: ya no son los de la lección.',
  },
  otherData: (steps) =>
    `Imágenes propias. Los ajustes son para las imágenes de la lección: una época tiene un número fijo de iteraciones (${steps}), tengas pocas o muchas imágenes. Para que una época pase una vez por todas las tuyas, vacía «Iteraciones por época» en los ajustes.`,
};
