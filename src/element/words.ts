/** The element's words in Spanish and English. */
const en = {
  start: 'Train',
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop',
  idle: 'Ready',
  preparing: 'Opening the data …',
  ready: 'Training',
  running: 'Training',
  paused: 'Paused',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'It did not work:',
  loss: 'Loss',
  accuracy: 'Accuracy',
  training: 'training',
  validation: 'validation',
  step: 'step',
  epoch: 'epoch',
};

/** Every text by name. */
export type Words = typeof en;

const es: Words = {
  start: 'Entrenar',
  pause: 'Pausa',
  resume: 'Continuar',
  stop: 'Parar',
  idle: 'Todo listo',
  preparing: 'Abriendo los datos…',
  ready: 'Entrenando',
  running: 'Entrenando',
  paused: 'En pausa',
  done: 'Terminado',
  stopped: 'Parado',
  failed: 'No ha funcionado:',
  loss: 'Pérdida',
  accuracy: 'Acierto',
  training: 'entrenamiento',
  validation: 'validación',
  step: 'paso',
  epoch: 'época',
};

/** The words of a locale; English for languages that are not there. */
export function wordsFor(locale: string): Words {
  return locale.toLowerCase().startsWith('es') ? es : en;
}
