/** The texts of `<pupila-augmentation-lab>` in English. */
export const augmentation = {
  data: 'Data set',
  parts: 'Parts',
  augmented: 'Augmented',
  file: 'file',
  generated: 'generator',
  preprocessing:
    'a function cannot be set here. In the library it takes a picture and gives one of the same shape, before rescale.',
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
    `Through the validation generator: ${equal} of ${all} pictures are equal to their files, pixel by pixel.`,
  pixelsOnly: 'These options change values, not what is seen; the sheet is shown before them.',
};
