/** The texts of `<pupila-trainer>` in English. */
import { backend } from './backend';
import { diverged } from './diverged';
import { shared } from './shared';

export const trainer = {
  start: 'Train',
  fromScratch: 'Train from scratch',
  fromWeights: 'Train from the loaded weights',
  /** In place of `fromScratch` with a loaded model: its weights are those of its file. */
  loadedModel: 'Train the loaded model',
  /** @param epochs How many more. */
  further: (epochs: string) =>
    epochs === '1' ? 'Train for 1 more epoch' : `Train for ${epochs} more epochs`,
  fitOutput: 'Fit the last layer to the data',
  fitNetwork: 'Fit the network to the data',
  fitted: 'The network fits the data now.',
  outdated: 'These figures are from the previous run; your changes will apply to the next one.',
  skipDamaged: 'Skip damaged pictures and continue',
  kept: {
    label: 'Interrupted run',
    question: (time: string, epoch: string, epochs: string) =>
      `Continue the run of ${time}, epoch ${epoch} of ${epochs}?`,
    /** @param names What must be chosen again: its pictures, its model. */
    chooseFirst: (names: string) => `First choose again: ${names}.`,
    proceed: 'Continue this run',
    discard: 'Discard it',
  },
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  state: {
    idle: 'Ready',
    noData: 'The pictures are missing',
    repeatedClass: 'Two classes have the same name',
    preparing: 'Opening the data…',
    ready: 'Training',
    running: 'Training',
    paused: 'Paused',
    done: 'Done',
    stopped: 'Stopped',
    failed: 'Failed',
    notStarted: 'Could not start',
  },
  stoppedIn: (epoch: string) => `Stopped in epoch ${epoch}`,
  tabs: {
    label: 'View',
    data: 'Pictures',
    settings: 'Settings',
    curves: 'Curves',
    results: 'Results',
    mistakes: 'Mistakes',
    predict: 'Try it',
    model: 'Model',
  },
  data: {
    kind: 'Where the pictures come from',
    file: 'A zip or a folder',
    classes: 'Pictures by class',
    url: 'An address',
    what: 'A zip or a folder with one folder per class, or an .npz.',
    drop: 'You can also drop it here.',
    chooseFile: 'Choose a file',
    chooseFolder: 'Choose a folder',
    files: (count: string) => (count === '1' ? '1 file' : `${count} files`),
    noAddress: 'Must be a complete address without spaces, such as https://example.org/data.zip.',
    address: 'Address of a zip or .npz',
    none: 'Nothing chosen yet',
    className: (number: string) => `Class ${number}`,
    nameOf: (name: string) => `Name of class ${name}`,
    addClass: 'Add a class',
    repeated: (name: string) => `Another class is already called “${name}”.`,
    removeClass: (number: string) => `Remove class ${number}`,
    removeNamedClass: (name: string) => `Remove class “${name}”`,
    pictures: (count: string) => `Pictures: ${count}`,
    addPictures: 'Add pictures',
    addPicturesTo: (name: string) => `Add pictures to ${name}`,
    dropPictures: 'or drop them here',
    openCamera: 'Camera',
    openCameraFor: (name: string) => `Camera for ${name}`,
    leftOut: (count: string, which: string) =>
      `Files skipped: ${count}. ${which}: Pupila reads PNG, JPEG, BMP, PPM and TIFF.`,
    isFormat: (name: string, format: string) =>
      `${name} is ${format === 'AVIF' ? 'an' : 'a'} ${format} picture`,
    isNoPicture: (name: string) => `${name} has another format`,
  },
  camera: {
    label: 'What the camera sees',
    take: 'Take a picture',
    burst: 'Take ten',
    close: 'Close the camera',
    taken: (count: string) => `Taken: ${count}`,
    /** Name of a picture. */
    photo: (number: string) => `camera photo ${number}`,
    refused: shared.cameraRefused,
  },
  settings: {
    augmentCourse: 'The course’s',
    augmentNone: 'None',
    augmentCustom: 'Custom options',
    sizeOfNetwork: 'Set by the network.',
  },
  progress: {
    label: 'Training progress',
    downloading: (loaded: string, total: string) => `Downloading: ${loaded} of ${total}`,
    downloaded: (loaded: string) => `Downloading: ${loaded}`,
    checking: (part: string, whole: string) => `Looking for damaged pictures: ${part} of ${whole}`,
    epoch: 'Epoch',
    lastEpoch: 'Last epoch',
    /** Below the figures of a run that was stopped within an epoch. */
    ofEpoch: (epoch: string) =>
      `These are the figures of epoch ${epoch}, the last complete one. The tabs below show the network as it is now.`,
    step: 'Step',
    fitting: (part: string, whole: string) => `Statistics of the training pictures: ${part} of ${whole}`,
    whitening: 'Computing the matrix of ZCA whitening…',
    validating: 'Validating',
    of: (part: string, whole: string) => `${part} of ${whole}`,
    speed: 'Images/s',
    left: 'Time left',
    spokenEpoch: (epoch: string, epochs: string, values: string) => `Epoch ${epoch} of ${epochs}: ${values}.`,
    value: (name: string, value: string) => `${name} ${value}`,
  },
  facts: {
    counts: (training: string, validation: string, classes: string) =>
      `Pictures for training: ${training}; for validation: ${validation}. Classes: ${classes}.`,
    skipped: (count: string, names: string) =>
      `Pictures skipped because they cannot be read: ${count} (${names}).`,
    seed: (seed: string) => `Seed ${seed}.`,
    warnings: (count: string) => `Warnings about the data: ${count}`,
    newDevice: (steps: string) =>
      `The GPU failed. Training continues on the GPU with a new device (steps lost: ${steps}).`,
    withoutGpu: (steps: string) =>
      `The GPU failed. Training continues on WebAssembly (steps lost: ${steps}).`,
    files: (count: string) => `Files that callbacks wrote: ${count}`,
    /** Why training ended, or a warning. */
    sentence: ({ en }: { en: string; es: string }) => `${en}.`,
  },
  backend,
  diverged,
  more: shared.more,
  charts: {
    soon: 'The curves appear with the first step.',
    /** In place of a curve. */
    noCurve: 'No curve where the loss is not a finite number.',
    loss: 'Loss',
    accuracy: 'Accuracy',
    batchLoss: 'Batch loss',
    batchAccuracy: 'Batch accuracy',
    trainingLoss: 'Training loss',
    trainingAccuracy: 'Training accuracy',
    valLoss: 'Validation loss',
    valAccuracy: 'Validation accuracy',
    training: 'training',
    validation: 'validation',
    steps: 'step',
    epoch: 'epoch',
    step: 'Step',
    byEpoch: 'Values by epoch',
    byStep: 'Values by step',
    someSteps: (shown: string, all: string) => `${shown} of ${all} steps, evenly spaced, and the last one.`,
  },
  results: {
    checking: 'Classifying every picture once…',
    validation: (right: string, all: string, share: string, loss: string) =>
      `On the validation pictures: ${right} of ${all} correct (${share}), loss ${loss}.`,
    training: (right: string, all: string, share: string, loss: string) =>
      `On the training pictures, because there is no validation set: ${right} of ${all} correct (${share}), loss ${loss}.`,
    matrix: 'Confusion matrix',
    matrixHint: 'Each row is the actual class; each column, the class that the network predicted.',
    actual: 'Actual class',
    right: 'Correct',
    mistakes: 'Worst mistakes',
    noMistakes: 'No mistakes.',
    mistake: (actual: string, predicted: string, share: string) =>
      `${actual}, predicted as ${predicted}: ${share}`,
  },
  predict: {
    title: 'Try one of your pictures',
    choose: 'Choose pictures',
    probability: (name: string) => `Probability of ${name}`,
    none: 'No prediction',
  },
  model: {
    save: 'Save the model',
    load: 'Load a model',
    format: 'Format of the file',
    opens: (extension: string, software: string) => `${extension} opens in ${software}.`,
    loads: (extensions: string) => `${extensions} can be loaded.`,
    loaded: (name: string, classes: string) =>
      `${name} is loaded: ${classes}. Training starts from its weights.`,
    fitted: (name: string, classes: string) =>
      `${name} is loaded, with a new last layer: ${classes}. Training starts from the weights of the other layers.`,
    forget: 'Unload',
    loadWeights: 'Load weights',
    weightsOf: (extensions: string) =>
      `For the same layers, from a file of weights or of a model: ${extensions}.`,
    weights: {
      all: (name: string) => `The weights of ${name} are loaded.`,
      some: (name: string) => `Some weights of ${name} were loaded; the others were skipped.`,
      none: (name: string) => `No weights of ${name} were loaded: none fits this network.`,
    },
    facts: 'What the file contains',
    layers: 'Layers of the model',
  },
};
