/** The texts of `<pupila-augmentation-lab>` in English. */
import { sizeText } from '../../core/size-text';

export const augmentation = {
  data: 'Data set',
  parts: 'Parts',
  augmented: 'Augmented',
  file: 'file',
  generated: 'generator',
  fixed: 'always channels_last and float32.',
  hasFolder: 'always 0, because the data set has a validation folder.',
  counts: (training: string, validation: string) => `${training} training, ${validation} validation`,
  classFiles: (name: string, count: string, files: string) => `${name}: ${count} (${files}…)`,
  wall: 'Eight pictures of each class',
  one: 'My picture, nine times',
  many: 'Nine pictures from the data set',
  source: 'What is augmented',
  sheet: 'Nine augmented pictures',
  options: 'Options of ImageDataGenerator',
  more: 'All other options',
  course: 'Course settings',
  none: 'None',
  computing: 'Computing…',
  notes: {
    turnedOn: (by: string) => `As in Keras, \`${by}\` turns this on.`,
    turnedOff: (by: string) => `As in Keras, \`${by}\` turns this off.`,
    needs: (option: string) => `Only with \`${option}\`.`,
    zcaWhitening: (side: string) => `At ${sizeText(side, side)} pixels, whitening can take several minutes.`,
    shiftAxes:
      'With `keras`, `width_shift_range` shifts pictures up or down and `height_shift_range` shifts them left or right, as in Keras 3. `corrected`, an option of Pupila, does what the names say.',
  },
  again: 'Another seed',
  validation: 'Validation',
  untouched: (equal: string, all: string) =>
    `After passing through the generator, ${equal} of ${all} pictures are still identical (options that only change the values are not counted).`,
  values:
    'These options change the values that the network receives. The scale below the sheet shows which values appear black and white.',
};
