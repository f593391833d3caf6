/** The texts about a network whose outputs are not finite numbers, in English. By the part with the loss that shows it. */
export const diverged = {
  training: (epoch: string, step: string) =>
    `The network cannot predict: its loss has not been a finite number since epoch ${epoch}, step ${step}. Start its training again with a lower learning rate.`,
  validation: (epoch: string) =>
    `The network cannot predict: its validation loss has not been a finite number since the validation of epoch ${epoch}. Start its training again with a lower learning rate.`,
  unknown:
    'The network cannot predict: its outputs are not finite numbers. It may have been trained with too high a learning rate.',
};
