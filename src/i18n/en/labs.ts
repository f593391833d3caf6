/** The texts shared by the labs, in English. */
import { shared } from './shared';

export const labs = {
  picture: 'Picture',
  builtIn: { cat: 'Cat', dog: 'Dog', shapes: 'Shapes' },
  open: 'Your picture…',
  camera: 'Camera',
  download: 'Download',
  downloadPicture: 'Download this picture',
  take: 'Take the picture',
  /** Name of the picture. */
  photo: 'camera photo',
  closeCamera: 'Close the camera',
  cameraRefused: shared.cameraRefused,
  cameraShows: 'What the camera sees',
  size: 'Size',
  loading: 'Loading…',
  strides: 'Stride',
  padding: 'Padding',
  original: (name: string) => `Picture: ${name}`,
  shape: 'Shape',
  pictureOf: (what: string, shape: string) => `${what}, shape ${shape}`,
  scale: (low: string, high: string) => `Colours from ${low} to ${high}`,
  /** The end of a scale that also stands for all values beyond it. */
  orLess: (value: string) => `${value} or less`,
  orMore: (value: string) => `${value} or more`,
  seed: 'Seed',
};
