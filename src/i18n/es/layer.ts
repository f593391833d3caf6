/** The texts of `<pupila-layer-lab>` in Spanish. */
import type { Translation } from '../catalogue';
import type { layer as english } from '../en/layer';

export const layer: Translation<typeof english> = {
  filters: 'Filtros',
  kernelSize: 'Tamaño del filtro',
  activation: 'Activación',
  again: 'Otros pesos al azar',
  weights: 'Pesos',
  weightShape: 'Forma de los pesos',
  parts: { height: 'alto', width: 'ancho', channels: 'canales', filters: 'filtros' },
  count: (weights, biases, total) =>
    `${weights} ${weights === '1' ? 'peso' : 'pesos'} + ${biases} ${biases === '1' ? 'sesgo' : 'sesgos'} = ${total} parámetros`,
  filter: (number) => `Filtro ${number}`,
  filterOf: (number, channels) => `Pesos del filtro ${number}: ${channels}`,
  output: (number) => `Salida del filtro ${number}`,
  filterScale: 'Pesos',
  outputScale: 'Salidas',
  summary: 'summary()',
};
