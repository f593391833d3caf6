/** The texts of `<pupila-network-lab>` in Spanish. */
import { sizeText } from '../../core/size-text';
import type { Translation } from '../catalogue';
import type { network as english } from '../en/network';

export const network: Translation<typeof english> = {
  layers: 'Capas',
  input: 'Entrada',
  add: 'Añadir una capa',
  up: (layer) => `Subir ${layer}`,
  down: (layer) => `Bajar ${layer}`,
  remove: (layer) => `Quitar ${layer}`,
  course: 'La red del curso',
  total: (count) => `${count} parámetros`,
  of: (argument, layer) => `${argument} de ${layer}`,
  parameters: 'parámetros',
  size: 'Tamaño de las imágenes',
  summary: 'summary()',
  diagram: 'plot_model(show_shapes=True)',
  diagramLabel: 'Diagrama de la red',
  save: 'Guardar como SVG',
  dense: (weights) =>
    `Sin convolución, conectar una imagen de ${sizeText(256, 256, 3)} con 8 unidades densas necesitaría ${weights} pesos.`,
  refused: (reason) => `No es posible: ${reason}`,
  without: (removed, layer, received) =>
    `sin ${removed}, la red no terminaría en un vector: la salida de ${layer} sería ${received}.`,
  problems: {
    'needs-picture': (layer, received) =>
      `${layer} necesita mapas de características (alto, ancho, canales) y recibiría ${received}.`,
    'needs-vector': (layer, received) =>
      `la red tiene que terminar en un vector, pero la salida de ${layer} es ${received}. Pon Flatten antes de ${layer}.`,
    'needs-flatten': (layer, received) =>
      `la red tiene que terminar en un vector, pero la salida de ${layer} es ${received}. Pon Flatten después de ${layer}.`,
    'window-too-large': (layer, window, input) =>
      `la ventana de ${layer}, de ${window}, es mayor que su entrada, de ${input}.`,
    'too-large': (layer, received) =>
      `con ${layer} la red necesitaría ${received} para entrenar (pesos, momentos de Adam, mapas), y el límite de Pupila es de 2 GiB.`,
  },
};
