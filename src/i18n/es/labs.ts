/** The texts shared by the labs, in Spanish. */
import type { Translation } from '../catalogue';
import type { labs as english } from '../en/labs';
import { shared } from './shared';

export const labs: Translation<typeof english> = {
  picture: 'Imagen',
  builtIn: { cat: 'Gato', dog: 'Perro', shapes: 'Figuras' },
  open: 'Tu imagen…',
  camera: 'Cámara',
  download: 'Descargar',
  downloadPicture: 'Descargar esta imagen',
  take: 'Tomar la foto',
  photo: 'foto de la cámara',
  closeCamera: 'Cerrar la cámara',
  cameraRefused: shared.cameraRefused,
  cameraShows: 'Lo que ve la cámara',
  size: 'Tamaño',
  loading: 'Cargando…',
  strides: 'Paso',
  padding: 'Relleno',
  original: (name) => `Imagen: ${name}`,
  shape: 'Forma',
  pictureOf: (what, shape) => `${what}, forma ${shape}`,
  scale: (low, high) => `Colores: de «${low}» a «${high}»`,
  orLess: (value) => `${value} o menos`,
  orMore: (value) => `${value} o más`,
  seed: 'Semilla',
};
