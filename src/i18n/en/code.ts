/** The comments and labels of the Keras code in English. */
export const code = {
  data: (name: string) => `Data: ${name}`,
  unpacked: (name: string) => `Data: ${name} (unpacked)`,
  unpackedInto: (name: string, folder: string) => `Data: ${name} (unpacked into ${folder})`,
  ownPictures: (folders: string) => `Data: your pictures, in these folders: ${folders}`,
  skipped: 'Pupila skipped these pictures. Renamed as follows, they are skipped by Keras, too.',
  otherSplit: (training: string, validation: string, own: string) =>
    `Keras splits the pictures that are left: ${training} for training, ${validation} for validation (here: ${own}).`,
  unreadFolders: 'Its folders and classes are known after the first training.',
  unreadArrays: 'The names and shapes of its arrays are known after the first training.',
  picture: 'picture.png: the picture chosen above',
  pictureToPredict: 'picture.png: a picture to predict',
  otherWeights: 'Keras draws other weights from the same seed.',
  saveFirst: (file: string) => `Save the network as ${file} first (tab “Model”).`,
  convertFirst: (name: string, file: string) =>
    `Load ${name} as a model and save it as ${file} first (tab “Model”).`,
  untrained: 'The network is not trained yet: Keras draws other weights.',
  drawsSkipped: 'Keras draws the weights that were skipped.',
  atMost: 'At most 36 pictures of a layer',
  firstChannel: 'Filters, first input channel',
  training: 'training',
  validation: 'validation',
  epoch: 'Epoch',
  titles: { loss: 'Loss', accuracy: 'Accuracy' },
  skips: 'Skip the batches of the earlier epochs.',
  unfinished: 'Training was stopped within an epoch, whose steps are not repeated here.',
  unfinishedFirst: 'Training was stopped within its first epoch. This code trains to the end.',
};
