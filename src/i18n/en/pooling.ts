/** The texts of `<pupila-pooling-lab>` in English. */
export const pooling = {
  presets: 'Window/stride',
  window: 'Window',
  average: 'Average',
  max: 'Maximum',
  arithmetic: (size: string, window: string, stride: string, places: string) =>
    `⌊(${size} − ${window}) / ${stride}⌋ + 1 = ${places}`,
  arithmeticSame: (size: string, stride: string, places: string) => `⌈${size} / ${stride}⌉ = ${places}`,
  kept: (share: string) => `${share} of the values remain`,
  noFit: 'The window is larger than the picture.',
};
