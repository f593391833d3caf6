/** The texts of `<pupila-convolution-lab>` in Spanish. */
import type { Translation } from '../catalogue';
import type { convolution as english } from '../en/convolution';

export const convolution: Translation<typeof english> = {
  filters: 'Filtro',
  names: {
    sobelX: 'Sobel x',
    sobelY: 'Sobel y',
    derivative: 'Derivada (laplaciano)',
    sharpen: 'Realce',
    boxBlur: 'Desenfoque',
    own: 'El tuyo',
  },
  colour: 'Color',
  grey: 'Grises',
  mode: 'Colores',
  result: 'Resultado',
  window: 'La ventana, fila por fila',
  weight: (row, column) => `Filtro, fila ${row}, columna ${column}`,
  row: 'Fila',
  column: 'Columna',
  channel: 'Canal',
  channels: { red: 'rojo', green: 'verde', blue: 'azul', grey: 'gris' },
  slide: 'Recorrer',
  halt: 'Detener',
  sum: 'La suma bajo la ventana',
  weightRule: 'Debe ser un número o una fracción, como −1, 0,5 o 1/9.',
  outside: 'fuera',
};
