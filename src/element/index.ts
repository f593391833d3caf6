/** `pupila/element`: every element, defined by importing this file. */
export { setAssetBase } from '../assets/asset-url';
export { PupilaElement } from './pupila-element';
export { PupilaTrainer } from './trainer/pupila-trainer';
export type { PupilaTrainerEvents } from './trainer/events';
