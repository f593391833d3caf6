/** The layers that Pupila reads and writes. Importing it registers their classes with tfjs-layers. */
import { CONVOLUTIONS } from './convolution';
import { IMAGE_SIZES } from './image-size';
import './initializers';
import { LAYER_SCALE } from './layer-scale';
import { MERGING } from './merging';
import { NOISE } from './noise';
import { NORMALIZATIONS } from './normalization';
import { OPERATION } from './operation';
import { POOLING } from './pooling';
import { RANDOM_IMAGES } from './random-images';
import { RECTIFIERS } from './rectifiers';
import { RESCALING } from './rescaling';
import { type LayerRow, ofWeights } from './row';
import { SHAPES } from './shapes';
import { TRANSPOSED_CONVOLUTIONS } from './transposed-convolution';

const ROWS: readonly LayerRow[] = [
  ...CONVOLUTIONS,
  ...TRANSPOSED_CONVOLUTIONS,
  {
    name: 'Dense',
    follows: ['units', 'activation', 'use_bias', ...ofWeights('kernel', 'bias')],
    optional: { activity_regularizer: null },
    built: true,
  },
  ...NORMALIZATIONS,
  ...LAYER_SCALE,
  ...POOLING,
  ...RECTIFIERS,
  ...IMAGE_SIZES,
  ...SHAPES,
  ...RESCALING,
  ...MERGING,
  ...NOISE,
  ...OPERATION,
  ...RANDOM_IMAGES,
];

/** The rows by class name. */
export const KERAS_LAYERS: ReadonlyMap<string, LayerRow> = new Map(ROWS.map((row) => [row.name, row]));
