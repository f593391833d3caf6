/** The texts shared by all elements, in English. */
export const shared = {
  code: 'Keras code for this',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Copying is not allowed here.',
  downloadPictures: 'Download these pictures',
  cameraRefused: 'The camera cannot be used: there is none, or permission was denied.',
  detail: 'Detail:',
  /** The end of a list of names. */
  more: (count: string) => `${count} more`,
  /** About a picture with an EXIF orientation. */
  turned: {
    one: 'As in Keras, the rotation stored in the photo (EXIF) is not applied.',
    many: 'As in Keras, the rotation stored in a photo (EXIF) is not applied.',
  },
  /** About a picture with pixels that are not opaque. */
  transparent: {
    one: 'As in Keras, transparency is dropped: each pixel keeps its colour.',
    many: 'As in Keras, transparency is dropped from the pictures that have it: each pixel keeps its colour.',
  },
  /** About a picture that is not square. */
  cropped: {
    one: 'The photo is not square: here its centre is used.',
    many: 'Of photos that are not square, the centre is used.',
  },
  squeezed: {
    one: 'The photo is not square: as in training, it is squeezed into a square.',
    many: 'As in training, photos that are not square are squeezed into a square.',
  },
  /** By error code. The error's message follows as a detail, so these do not repeat it. */
  errors: {
    'invalid-argument': 'A value is not valid.',
    'bad-archive': 'There is a problem with the file.',
    'no-images': 'There is a problem with the data.',
    'one-class': 'There is only one class.',
    'bad-image': 'There is a problem with a picture.',
    'bad-model': 'There is a problem with the model.',
    'input-mismatch': 'The input of the network does not fit the pictures of the data.',
    'output-mismatch': 'The last layer of the network does not fit the classes of the data.',
    'backend-unavailable': 'This browser cannot compute with the requested backend.',
    'fetch-failed': 'The download failed.',
    'worker-died': 'Part of the work stopped.',
    'device-lost': 'The GPU stopped responding.',
    aborted: 'The work did not finish.',
    'loss-not-finite': 'Training cannot continue.',
    internal: 'Something went wrong inside Pupila.',
  },
  endsForTwo:
    'To train on this data, the network must end in a Dense layer with 1 sigmoid unit or 2 softmax units.',
  endsFor: (classes: string) =>
    `To train on this data, the network must end in a Dense layer with ${classes} softmax units.`,
  /** Rules of fields. */
  rules: {
    integer: 'an integer',
    number: 'a number',
    min: (bound: string) => `greater than or equal to ${bound}`,
    above: (bound: string) => `greater than ${bound}`,
    max: (bound: string) => `less than or equal to ${bound}`,
    below: (bound: string) => `less than ${bound}`,
    mustBe: (kind: string, bounds: string) => `Must be ${kind}${bounds && ` ${bounds}`}.`,
  },
  /** Errors of the elements themselves. */
  refusals: {
    /** Nothing to train on, by where the reader wants it to come from. */
    noData: {
      given: 'Choose pictures first.',
      file: 'Choose a file or a folder first.',
      classes: 'Training needs at least two classes, each with its own name and with pictures.',
      url: 'Enter an address first.',
    },
    nothingTrained: 'Train a network or load a model first; then you can try any picture.',
    /** @param label Label of the field. */
    field: ({ en }: { en: string; es: string }) =>
      `Training starts when every field has a valid value. Correct this one: ${en}.`,
    noFurther: 'Train this network once; then you can train it further.',
    foreign: (name: string, format: string) =>
      `${name} is ${format === 'AVIF' ? 'an' : 'a'} ${format} picture: Pupila reads PNG, JPEG, BMP, PPM and TIFF.`,
    unreadable: (path: string) => `This cannot be read: ${path}`,
    pictures: (names: string) =>
      `These files cannot be read as pictures: ${names}. Choose one of them alone to see why.`,
    address: (address: string) => `This is not a valid address: ${address}`,
  },
};
