/** The texts of `<pupila-augmentation-lab>` in English. */
export const augmentation = {
  data: 'Data set',
  parts: 'Parts',
  augmented: 'Augmented',
  file: 'file',
  generated: 'generator',
  fixed: 'always channels_last and float32.',
  counts: (training: string, validation: string) => `${training} training, ${validation} validation`,
  classFiles: (name: string, count: string, files: string) => `${name}: ${count} (${files}…)`,
  wall: 'Eight pictures of each class',
  one: 'My picture, nine times',
  many: 'Nine pictures of the data set',
  source: 'What is augmented',
  sheet: 'Nine augmented pictures',
  options: 'Options of ImageDataGenerator',
  more: 'All other options',
  course: "The course's",
  none: 'None',
  again: 'Another seed',
  validation: 'Validation',
  untouched: (equal: string, all: string) =>
    `After the validation generator, ${equal} of ${all} pictures are still identical to their files, pixel by pixel, apart from options that change values.`,
  values:
    'These options change the values that the network receives. The scale below the sheet shows which values are black and white.',
};
