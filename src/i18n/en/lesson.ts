/** The texts of the lesson in English. */
export const lesson = {
  title: 'Convolutional neural networks',
  lead: 'Press, drag and change whatever you like. Everything you see is computed here, on your machine, and your pictures do not leave it. In about twenty minutes you will have trained a network of your own and looked inside it.',
  contents: 'Contents',
  language: 'Language',
  theme: 'Theme',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  skip: 'Go to the content',
  alone: 'Open this section on its own',
  all: 'The whole lesson',
  tryIt: 'Try it:',
  noScript: 'Without JavaScript there is only the text: the labs compute in your browser and need it.',
  foot: 'Pupila is free software (Apache-2.0). Your pictures stay on your machine: the page only requests its own files and the addresses that you type.',
  networkIsTrained: 'The network that you build here is the one you will train in the last section.',
  loadedIsTrained: 'A loaded model is trained in the last section; unload it there to train this network.',
  networkWaits:
    'The network that you built is used from the next training on; the maps still show the previous one.',
  notLoaded: 'The lab could not be loaded. Are you online?',
  retry: 'Retry',
  notPrinted: 'This lab was not loaded yet when printing began. Print the page again to see it here.',
  networkFieldRefused: 'Section 4 has a value that is not valid. Training uses the last valid one.',
  notBuilt: 'The network could not be built, so the previous one is kept.',
  tooDeep:
    'These pictures are too small for the network: remove layers from it in section 4, then train again.',
  sections: {
    convolution: {
      title: 'Convolution',
      text: 'A convolution is a sliding weighted sum: the filter slides over the picture and, at each place, multiplies the pixels under it by its weights and adds them up. Nine pixels become one. The weights decide whether the result shows edges, sharpens details or smooths them.',
      question:
        'Which filter removes horizontal edges? Look at the shapes with Sobel\u00a0x and with Sobel\u00a0y.',
    },
    layer: {
      title: 'The Conv2D layer',
      text: 'A convolutional layer holds several filters at once. We do not design them: they start at random and are learned during training. Each filter looks at all channels of the input and produces one feature map.',
      question:
        'How many weights does the layer have with 3\u00a0×\u00a03 filters instead of 5\u00a0×\u00a05? And if the picture is grey?',
    },
    pooling: {
      title: 'Pooling',
      text: 'Pooling lowers the resolution: each neighbourhood is reduced to a single value, its average or its maximum. The network then sees the picture at several scales and needs fewer parameters. Pooling has no weights.',
      question:
        'With a window of 10 and a stride of 5, why is the result 19\u00a0×\u00a019 and not 20\u00a0×\u00a020?',
    },
    network: {
      title: 'The network',
      text: 'Layers of convolution and pooling, one after the other, turn the picture into maps that become smaller and more abstract; at the end, fully connected (dense) layers decide. Start with the course’s network and change it.',
      question:
        'Almost all the parameters are in a single layer. Which one, and what happens to it when you remove a pooling layer?',
    },
    augmentation: {
      title: 'Data augmentation',
      text: 'A network needs many examples. Data augmentation multiplies them: in each epoch each picture arrives rotated, shifted or flipped in a different way. The validation set stays as it is, because it measures what the network will do with real pictures. Here each class is named after its folder: cats and dogs.',
      question: 'Which transformation makes no sense for cats and dogs but does make sense for tree leaves?',
    },
    training: {
      title: 'Training and looking inside',
      text: '`compile` chooses the loss and the optimizer; `fit` passes the batches through the network and adjusts the weights, epoch after epoch. Watch the curves while it trains; then look inside: what each layer sees, and which part of the picture decided.',
      question:
        'Choose “Overfitting” and train: at which epoch does the validation loss stop falling? Then try “Against overfitting”.',
    },
  },
};
