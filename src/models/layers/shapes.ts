/** Layers that only change shapes. */
import type { LayerRow } from './row';
import { type LayerArguments, type Shape, type StockLayer, register, stockLayer } from './stock';

/** Flatten that also takes vectors, as in Keras. */
class Flatten extends stockLayer('Flatten') {
  static override readonly className = 'Flatten';

  constructor(config: LayerArguments) {
    super(config);
    // tfjs-layers demands three axes.
    this.inputSpec = [{ minNDim: 2 }];
  }
}

interface StockReshape extends StockLayer {
  /** Null for the side that follows from the others. */
  readonly targetShape: Shape;
  fixUnknownDimension(from: Shape, to: Shape): Shape;
}

/** Reshape with a side of -1, whose size tfjs-layers does not know before the first call. */
class Reshape extends stockLayer<StockReshape>('Reshape') {
  static override readonly className = 'Reshape';

  override computeOutputShape(inputShape: Shape): Shape {
    const [images = null, ...sides] = inputShape;
    if (sides.includes(null)) return super.computeOutputShape(inputShape);
    return [images, ...this.fixUnknownDimension(sides, this.targetShape)];
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), targetShape: this.targetShape.map((side) => side ?? -1) };
  }
}

register(Flatten, Reshape);

/** Returns a new Flatten layer. */
export const flatten = (config: LayerArguments): StockLayer => new Flatten(config);

export const SHAPES: readonly LayerRow[] = [
  { name: 'Flatten', follows: ['data_format'], defaults: { data_format: 'channels_last' }, built: true },
  { name: 'Reshape', follows: ['target_shape'] },
  { name: 'Permute', follows: ['dims'], built: true },
];
