/** The texts about a network whose outputs are not finite numbers, in Spanish. */
import type { Translation } from '../catalogue';
import type { diverged as english } from '../en/diverged';

export const diverged: Translation<typeof english> = {
  since: ({ es }) => `La red no puede predecir. ${es}.`,
  unknown:
    'La red no puede predecir: sus salidas no son números finitos. Puede que se haya entrenado con una tasa de aprendizaje demasiado alta.',
};
