/** The texts about a network whose outputs are not finite numbers, in English. */
export const diverged = {
  since: ({ en }: { en: string; es: string }) => `The network cannot predict. ${en}.`,
  unknown:
    'The network cannot predict: its outputs are not finite numbers. It may have been trained with too high a learning rate.',
};
