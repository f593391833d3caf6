/** The texts of `<pupila-feature-maps>` in English. */
import { diverged } from './diverged';

export const featureMaps = {
  layers: 'Layer',
  random: (name: string) => `Random: ${name}`,
  classes: { cats: 'cat', dogs: 'dog' },
  fromData: 'From the data set',
  maps: (count: string, layer: string, shape: string) => `${layer}: ${count} feature maps of ${shape}`,
  each: 'Each map scaled to its own range:',
  together: 'All values scaled to one range:',
  share: { low: 'lowest', high: 'highest', least: 'no support', most: 'support' },
  units: (count: string, layer: string) => `${layer}: ${count === '1' ? '1 value' : `${count} values`}`,
  filters: (layer: string) => `Filters of ${layer}`,
  inputChannel: 'Input channel',
  probability: (name: string) => `Probability of ${name}`,
  noProbability:
    'The network gives no probabilities: it ends neither in 1 sigmoid unit nor in softmax with one unit per class.',
  asSeen: 'The picture is prepared as in training.',
  rescales: 'The network rescales pixel values itself, so it gets them as 0 … 255.',
  assumed: (factor: string) =>
    `The model’s file does not say how its pictures were prepared in training. Here, pixel values are multiplied by ${factor} (rescale).`,
  untrained: 'The network is not trained yet: its weights are random.',
  weights: {
    all: (names: string) => `The network has the weights of ${names}.`,
    some: (names: string) =>
      `The network has some weights of ${names}. Its other weights are as they were before.`,
  },
  loaded: 'This is the model that you loaded.',
  fitted: 'This is the model that you loaded, with a new last layer: its weights are random until you train.',
  live: 'The maps change while it trains.',
  trained: 'These are the maps after training.',
  diverged,
  gradCam: 'Grad-CAM: what drives the decision',
  noModel: 'Building the network…',
};
