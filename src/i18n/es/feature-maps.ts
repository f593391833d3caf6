/** The texts of `<pupila-feature-maps>` in Spanish. */
import type { Translation } from '../catalogue';
import type { featureMaps as english } from '../en/feature-maps';
import { diverged } from './diverged';

export const featureMaps: Translation<typeof english> = {
  layers: 'Capa',
  random: (name) => `Al azar: ${name}`,
  classes: { cats: 'gato', dogs: 'perro' },
  fromData: 'Del conjunto de datos',
  maps: (count, layer, shape) => `${layer}: ${count} mapas de características de ${shape}`,
  each: 'Cada mapa en su rango:',
  together: 'Todos los valores en un mismo rango:',
  share: { low: 'menor', high: 'mayor', least: 'no apoya', most: 'apoya' },
  units: (count, layer) => `${layer}: ${count === '1' ? '1 valor' : `${count} valores`}`,
  filters: (layer) => `Filtros de ${layer}`,
  inputChannel: 'Canal de entrada',
  probability: (name) => `Probabilidad de ${name}`,
  noProbability:
    'La red no da probabilidades: no acaba en 1 unidad sigmoid ni en softmax con una unidad por clase.',
  asSeen: 'La imagen se prepara como al entrenar.',
  rescales: 'La propia red cambia la escala de los píxeles, así que los recibe como 0 … 255.',
  assumed: (factor) =>
    `El archivo del modelo no dice cómo se prepararon sus imágenes al entrenar. Aquí, los valores de los píxeles se multiplican por ${factor} (rescale).`,
  untrained: 'La red aún no está entrenada: sus pesos son aleatorios.',
  weights: {
    all: (names) => `La red tiene los pesos de ${names}.`,
    some: (names) => `La red tiene algunos pesos de ${names}. Los demás son los que ya tenía.`,
  },
  loaded: 'Es el modelo que cargaste.',
  fitted:
    'Es el modelo que cargaste, con una última capa nueva: sus pesos son aleatorios hasta que entrenes.',
  live: 'Los mapas cambian mientras entrena.',
  trained: 'Así quedaron los mapas tras entrenar.',
  diverged,
  gradCam: 'Grad-CAM: lo que decide',
  noModel: 'Construyendo la red…',
};
