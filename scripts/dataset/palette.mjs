/** Colours. Coats are the same for cats and dogs, so that no colour gives the class away. */

/** Fur: its own colour, a darker one for markings, a lighter one for muzzle and chest. */
export const COATS = [
  { fur: '#d98f45', dark: '#a9622a', light: '#f6dfbd' },
  { fur: '#8d8f96', dark: '#5d6068', light: '#d9dade' },
  { fur: '#3f3a3c', dark: '#242022', light: '#8a8384' },
  { fur: '#f1ece2', dark: '#cfc2ad', light: '#ffffff' },
  { fur: '#7a5137', dark: '#50321f', light: '#d4b08c' },
  { fur: '#e6c48f', dark: '#bd945b', light: '#fbf0da' },
  { fur: '#b5673a', dark: '#7d4222', light: '#f3d2b3' },
  { fur: '#a99a8a', dark: '#786a5b', light: '#e8dfd4' },
];

export const EYES = ['#7fae3f', '#d9a521', '#5f9ec9', '#8a5a2b', '#4d3521'];
export const WALLS = ['#cfe0e8', '#f2dcc8', '#d9e4cf', '#e3d3e4', '#f0e7c6', '#b8c7cf', '#e8c9c0', '#8fa6a8'];
export const FLOORS = ['#b98d62', '#9aa08c', '#c9b79c', '#7f6a58', '#a7b5bd', '#d8c3a5'];
export const SKIES = ['#bfe3f2', '#9fc9e8', '#fbd9b5', '#d6e6ef', '#8fb3d1', '#f3c6c0'];
export const GRASSES = ['#8fbf6a', '#6fa357', '#a9c46c', '#c2b86a', '#5d8f5b'];
export const THINGS = [
  '#d1495b',
  '#2e86ab',
  '#edae49',
  '#66a182',
  '#8d6a9f',
  '#e07a5f',
  '#3d5a80',
  '#f4f1de',
];
