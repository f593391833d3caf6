/** `pupila/element`: importing this file defines all elements. */
export { setAssetBase } from '../assets/asset-base';
export { PupilaElement } from './pupila-element';
export { PupilaTrainer } from './trainer/pupila-trainer';
export type { PupilaTrainerEvents } from './trainer/events';
export type { FitOutput, StartOptions } from './trainer/host';
export type { TrainerSettings } from './trainer/settings';
