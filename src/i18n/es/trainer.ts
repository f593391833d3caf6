/** The texts of `<pupila-trainer>` in Spanish. */
import type { Translation } from '../catalogue';
import type { trainer as english } from '../en/trainer';

export const trainer: Translation<typeof english> = {
  start: 'Entrenar',
  pause: 'Pausa',
  resume: 'Continuar',
  stop: 'Parar',
  state: {
    idle: 'Todo listo',
    preparing: 'Abriendo los datos…',
    ready: 'Entrenando',
    running: 'Entrenando',
    paused: 'En pausa',
    done: 'Terminado',
    stopped: 'Parado',
    failed: 'No ha funcionado.',
  },
  failed: (reason) => `No ha funcionado: ${reason}`,
  loss: 'Pérdida',
  accuracy: 'Exactitud',
  training: 'entrenamiento',
  validation: 'validación',
  step: 'paso',
  epoch: 'época',
  epochOf: (epoch, epochs) => `Época ${epoch} de ${epochs}`,
};
