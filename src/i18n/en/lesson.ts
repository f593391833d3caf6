/** The texts of the lesson in English. */
export const lesson = {
  title: 'Convolutional neural networks',
  lead: 'Touch every picture: everything you see is computed here, on your machine, and nothing leaves it. In about twenty minutes you will have trained a network of your own and looked inside it.',
  contents: 'Contents',
  language: 'Language',
  theme: 'Theme',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  skip: 'Go to the content',
  alone: 'This section alone',
  all: 'The whole lesson',
  tryIt: 'Try it',
  noScript: 'Without JavaScript there is only the text: the labs compute in your browser and need it.',
  foot: 'Pupila is free software (Apache-2.0). Pictures stay on your machine: the page asks for its own files only.',
  networkWaits:
    'The network that you have built comes with the next run; the maps still show the one before.',
  notBuilt: (reason: string) => `The network could not be built, and the one before stays: ${reason}`,
  sections: {
    convolution: {
      title: 'Convolution',
      text: 'A convolution is a weighted sum on the move: the filter slides over the picture and, at each place, multiplies the pixels below it by its weights and adds them up. Nine pixels become one. The weights decide whether the result shows edges, sharpens details or smooths them.',
      question:
        'Which filter switches horizontal edges off? Look at the shapes with Sobel x and with Sobel y.',
    },
    layer: {
      title: 'The Conv2D layer',
      text: 'A convolutional layer holds several filters at once. We do not design them: they begin at random and are learned in training. Each filter looks at all channels of the input and makes one feature map.',
      question:
        'How many weights does the layer have with 3 × 3 filters instead of 5 × 5? And if the picture were grey?',
    },
    pooling: {
      title: 'Pooling',
      text: 'Pooling lowers the resolution: of each neighbourhood one value stays, the average or the maximum. So the network sees the picture at several scales and needs fewer parameters. Pooling has no weights.',
      question: 'With a window of 10 and a stride of 5, why is the result 19 × 19 and not 20 × 20?',
    },
    network: {
      title: 'The network',
      text: "Layers of convolution and pooling, one after the other, turn the picture into maps that are ever smaller and more abstract; a multilayer network at the end decides. Begin with the course's network and change it: the one you build here is the one you will train.",
      question:
        'Almost all parameters are in a single layer. Which one, and what happens to it when you remove a pooling layer?',
    },
    augmentation: {
      title: 'Data augmentation',
      text: 'A network needs many examples. Data augmentation multiplies them: in each epoch each picture arrives rotated, shifted or flipped in a different way. The validation set stays as it is, because it measures what the network will do with real pictures.',
      question: 'Which transformation makes no sense for cats and dogs, but does for the leaves of trees?',
    },
    training: {
      title: 'Training and looking inside',
      text: '`compile` chooses the loss and the optimizer; `fit` sends the batches through the network and adjusts the weights, epoch after epoch. Watch the curves while it trains; afterwards look inside: what each layer sees, and which part of the picture decided.',
      question: 'When does overfitting begin? Compare the loss of training with that of validation.',
    },
  },
};
