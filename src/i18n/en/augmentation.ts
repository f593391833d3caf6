/** The texts of `<pupila-augmentation-lab>` in English. */
export const augmentation = {
  data: 'The data set',
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
