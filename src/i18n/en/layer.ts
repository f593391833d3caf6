/** The texts of `<pupila-layer-lab>` in English. */
export const layer = {
  filters: 'Filters',
  kernelSize: 'Kernel size',
  activation: 'Activation',
  again: 'New random weights',
  weights: 'Weights',
  weightShape: 'Shape of the weights',
  parts: { height: 'height', width: 'width', channels: 'channels', filters: 'filters' },
  count: (weights: string, biases: string, total: string) =>
    `${weights} ${weights === '1' ? 'weight' : 'weights'} + ${biases} ${biases === '1' ? 'bias' : 'biases'} = ${total} parameters`,
  filter: (number: string) => `Filter ${number}`,
  filterOf: (number: string, channels: string) => `Weights of filter ${number}: ${channels}`,
  output: (number: string) => `Output of filter ${number}`,
  filterScale: 'Weights',
  outputScale: 'Outputs',
  summary: 'summary()',
};
