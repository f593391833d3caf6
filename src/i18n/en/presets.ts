/** The texts of the settings that the lesson's sixth section offers, in English. */
export const presets = {
  label: 'Settings',
  names: { lesson: 'Lesson settings', overfit: 'Overfitting', remedy: 'Against overfitting' },
  texts: {
    lesson:
      'Batches of 32 and a learning rate of 0.0003 instead of the course’s 128 and 0.001: with 512 pictures instead of 2,000, the network only reaches an accuracy of 55 to 70% in ten epochs with the course’s settings.',
    overfit:
      'Only 32 pictures, without augmentation. The network memorizes them: with pictures of 150\u00a0×\u00a0150, the training loss falls almost to zero, while the validation loss falls a little and then rises. From there on, it overfits.',
    remedy:
      'The same number of steps, but with 512 pictures: now the validation loss falls along with the training loss. If you have no more pictures, augmentation and Dropout (section 4) slow overfitting down, but do not prevent it.',
    own: 'Your own settings, no longer those of the lesson.',
  },
  /** With other pictures than the lesson's. */
  otherData: (steps: string) =>
    `You are using your own pictures. The settings are meant for the lesson’s pictures: an epoch has a fixed number of steps (${steps}), however many pictures you have. For one pass over all your pictures in each epoch, clear “Steps per epoch” in the settings.`,
};
