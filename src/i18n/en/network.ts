/** The texts of `<pupila-network-lab>` in English. */
import { sizeText } from '../../core/size-text';

export const network = {
  layers: 'Layers',
  input: 'Input',
  add: 'Add a layer',
  up: (layer: string) => `Move ${layer} up`,
  down: (layer: string) => `Move ${layer} down`,
  remove: (layer: string) => `Remove ${layer}`,
  course: 'The course’s network',
  total: (count: string) => `${count} parameters`,
  of: (argument: string, layer: string) => `${argument} of ${layer}`,
  parameters: 'parameters',
  size: 'Size of the pictures',
  summary: 'summary()',
  diagram: 'plot_model(show_shapes=True)',
  diagramLabel: 'Diagram of the network',
  save: 'Save as SVG',
  dense: (weights: string) =>
    `Without convolution, connecting a ${sizeText(256, 256, 3)} picture to 8 dense units would need ${weights} weights.`,
  refused: (reason: string) => `Not possible: ${reason}`,
  /** Why a layer cannot be removed. */
  without: (removed: string, layer: string, received: string) =>
    `without ${removed}, the network would not end in a vector: the output of ${layer} would be ${received}.`,
  problems: {
    'needs-picture': (layer: string, received: string) =>
      `${layer} needs feature maps (height, width, channels) and would receive ${received}.`,
    'needs-vector': (layer: string, received: string) =>
      `the network must end in a vector, but the output of ${layer} is ${received}. Insert Flatten before ${layer}.`,
    'needs-flatten': (layer: string, received: string) =>
      `the network must end in a vector, but the output of ${layer} is ${received}. Insert Flatten after ${layer}.`,
    'window-too-large': (layer: string, window: string, input: string) =>
      `${layer}’s ${window} window is larger than its ${input} input.`,
    'too-large': (layer: string, received: string) =>
      `with ${layer} the network would need ${received} for training (weights, Adam’s moments, maps), and Pupila’s limit is 2 GiB.`,
  },
};
