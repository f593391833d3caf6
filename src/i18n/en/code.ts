/** The comments of the Keras code of `<pupila-trainer>` in English. */
export const code = {
  data: (name: string) => `Data: ${name}`,
  unpacked: (name: string) => `Data: ${name} (unpacked)`,
  unreadFolders: 'Its folders and classes are known after the first training.',
  unreadArrays: 'The names and shapes of its arrays are known after the first training.',
  skips: 'Skip the batches of the earlier epochs.',
  unfinished: 'Training was stopped within an epoch, whose steps are not repeated here.',
};
