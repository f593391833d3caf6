/** The texts about a network whose outputs are not finite numbers, in Spanish. */
import type { Translation } from '../catalogue';
import type { diverged as english } from '../en/diverged';

export const diverged: Translation<typeof english> = {
  training: (epoch, step) =>
    `La red no puede predecir: su pérdida no es un número finito desde la época ${epoch}, iteración ${step}. Vuelve a empezar el entrenamiento con una tasa de aprendizaje más baja.`,
  validation: (epoch) =>
    `La red no puede predecir: su pérdida de validación no es un número finito desde la validación de la época ${epoch}. Vuelve a empezar el entrenamiento con una tasa de aprendizaje más baja.`,
  unknown:
    'La red no puede predecir: sus salidas no son números finitos. Puede que se haya entrenado con una tasa de aprendizaje demasiado alta.',
};
