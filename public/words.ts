/** The page's words in Spanish and English. */

const en = {
  lead: 'Trains a convolutional network on pictures, here in this page. Nothing is uploaded.',
  dataTitle: 'Pictures',
  builtin: 'Drawn cats and dogs (built in)',
  file: 'A zip of class folders, or an .npz',
  url: 'An address',
  drop: 'Drop a file here or choose one',
  settingsTitle: 'Training',
  epochs: 'Epochs',
  batch: 'Batch size',
  size: 'Side in pixels',
  seed: 'Seed',
  backend: 'Backend',
  start: 'Train',
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop',
  ready: 'Ready.',
  preparing: 'Opening the data …',
  running: 'Training',
  paused: 'Paused',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'It did not work:',
  chooseFile: 'Choose a file first.',
  chooseUrl: 'Give an address first.',
  training: 'training',
  validation: 'validation',
  loss: 'Loss',
  accuracy: 'Accuracy',
  step: 'step',
  epoch: 'epoch',
  images: 'images',
  imagesPerSecond: 'images a second',
  left: 'left',
  results: 'Predictions on validation pictures',
  own: 'Try a picture of yours',
};

/** Every text by name. */
export type Words = typeof en;

const es: Words = {
  lead: 'Entrena una red convolucional con imágenes, aquí mismo, en esta página. No se envía nada.',
  dataTitle: 'Imágenes',
  builtin: 'Perros y gatos dibujados (incluidos)',
  file: 'Un zip con una carpeta por clase, o un .npz',
  url: 'Una dirección',
  drop: 'Suelta aquí un archivo o elígelo',
  settingsTitle: 'Entrenamiento',
  epochs: 'Épocas',
  batch: 'Tamaño del lote',
  size: 'Lado en píxeles',
  seed: 'Semilla',
  backend: 'Motor',
  start: 'Entrenar',
  pause: 'Pausa',
  resume: 'Continuar',
  stop: 'Parar',
  ready: 'Todo listo.',
  preparing: 'Abriendo los datos…',
  running: 'Entrenando',
  paused: 'En pausa',
  done: 'Terminado',
  stopped: 'Parado',
  failed: 'No ha funcionado:',
  chooseFile: 'Elige antes un archivo.',
  chooseUrl: 'Escribe antes una dirección.',
  training: 'entrenamiento',
  validation: 'validación',
  loss: 'Pérdida',
  accuracy: 'Acierto',
  step: 'paso',
  epoch: 'época',
  images: 'imágenes',
  imagesPerSecond: 'imágenes por segundo',
  left: 'restantes',
  results: 'Predicciones sobre imágenes de validación',
  own: 'Prueba con una imagen tuya',
};

/** The languages of the page. */
export type Locale = 'es' | 'en';

export const WORDS: Record<Locale, Words> = { es, en };

/** The reader's choice, or the browser's language. */
export function initialLocale(): Locale {
  const kept = localStorage.getItem('pupila-locale');
  if (kept === 'es' || kept === 'en') return kept;
  return navigator.language.startsWith('es') ? 'es' : 'en';
}
