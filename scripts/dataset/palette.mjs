/** Colours. Coats are the same for cats and dogs, so that fur colour does not give the class away. */

/** Fur: the main colour, a darker one for markings, a lighter one for muzzle and chest. */
export const COATS = [
  { fur: '#e0954a', dark: '#b0652b', light: '#fbe6c8' },
  { fur: '#8f929b', dark: '#5c606b', light: '#e2e4e8' },
  { fur: '#4a4548', dark: '#2b282b', light: '#b9b2ae' },
  { fur: '#f3ede2', dark: '#b99f82', light: '#ffffff' },
  { fur: '#80563a', dark: '#523522', light: '#e3c5a2' },
  { fur: '#ebcb98', dark: '#b98f59', light: '#fdf4e1' },
  { fur: '#c06f3f', dark: '#824525', light: '#f8dcc0' },
  { fur: '#b3a494', dark: '#77695b', light: '#f0e8dd' },
  { fur: '#6c7787', dark: '#434c5a', light: '#d8dee6' },
];

export const INNER_EARS = ['#eda9a4', '#f2b8ae', '#e29a9a'];
export const CAT_EYES = ['#8fbf45', '#e3b32c', '#63a9d8', '#b9cf52', '#e09a35'];
export const DOG_EYES = ['#6b4326', '#4d321f', '#8a5a2b', '#5f86a8', '#3a2a20'];
export const INK = '#2a2123';
export const TONGUES = ['#ee7b87', '#e8697b', '#f28f92'];
export const COLLARS = ['#d1495b', '#2e86ab', '#edae49', '#3f8f6b', '#8d5fa8'];

export const WALLS = [
  '#cfe0e8',
  '#f4dfcb',
  '#dbe6d2',
  '#e6d8e8',
  '#f2eacc',
  '#b9c9d2',
  '#eccfc6',
  '#93abae',
  '#c8b8a6',
  '#7f93a8',
];
export const FLOORS = ['#b98d62', '#9aa08c', '#c9b79c', '#86705d', '#a7b5bd', '#d8c3a5'];
export const SKIES = ['#bfe3f2', '#9fcdea', '#fbd9b5', '#d9e9f2', '#8fb6d6', '#f5cbc2', '#5f7fa8'];
export const GRASSES = ['#8fc06a', '#70a659', '#acc870', '#c5bc70', '#5f935d'];
export const LEAVES = ['#4f8a5b', '#6aa36a', '#3f7557', '#8aa85a'];
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
export const WOODS = ['#a9764a', '#8a5f3c', '#c79a68'];
