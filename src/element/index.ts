/** `pupila/element`: every element, defined by importing this file. */
export { PupilaElement } from './pupila-element';
export { PupilaTrainer, type PupilaTrainerEvents } from './pupila-trainer';
