/** Keras's random changes of images in training. All draws of a call come from `seed`, which the tape sets. */
import {
  type GradSaveFunc,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  add,
  clipByValue,
  concat,
  cos,
  customGrad,
  div,
  image,
  mean,
  mul,
  neg,
  onesLike,
  randomUniform,
  reshape,
  reverse,
  sin,
  step,
  sub,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { LayerRow } from './row';
import { type CallArguments, type LayerArguments, onlyTensor, register, stockLayer } from './stock';

/** The ends of a range of draws, or a number for both sides of 0. */
type Range = number | [number, number];

/** A layer that changes its images only in training. */
abstract class RandomImages extends stockLayer('Layer') {
  seed: number | undefined;
  protected readonly config: LayerArguments;

  constructor(config: LayerArguments) {
    super(config);
    this.config = config;
    this.seed = (config['seed'] as number | null) ?? undefined;
    this.inputSpec = [{ ndim: 4 }];
  }

  protected abstract change(images: Tensor4D): Tensor;

  override call(inputs: Tensor | Tensor[], { training = false }: CallArguments): Tensor {
    const images = onlyTensor(inputs) as Tensor4D;
    return training ? tidy(() => this.change(images)) : images;
  }

  override getConfig(): LayerArguments {
    return { ...this.config, ...super.getConfig() };
  }

  /** Draws a number for each image, from a stream of its own for each `index`. */
  protected draw({ shape }: Tensor4D, low: number, high: number, index = 0): Tensor2D {
    const seed = this.seed === undefined ? undefined : this.seed + index;
    return randomUniform<Rank.R2>([shape[0], 1], low, high, 'float32', seed);
  }

  /** Draws between the ends of the argument `name`. */
  protected drawIn(images: Tensor4D, name: string, index = 0): Tensor2D {
    const range = this.config[name] as Range;
    const [low, high] = Array.isArray(range) ? range : [-Math.abs(range), Math.abs(range)];
    return this.draw(images, low, high, index);
  }

  /**
   * Moves the pixels of each image: the rows of `matrix` map a place of the output to one of the input. As in TensorFlow,
   * the gradient moves them back.
   */
  protected transform(images: Tensor4D, matrix: AffineMatrix): Tensor {
    const { interpolation = 'bilinear', fillMode = 'reflect', fillValue = 0 } = this.config;
    const isReflected = fillMode === 'reflect';
    const [, height, width] = images.shape;
    const move = (x: Tensor4D, rows: Tensor2D, fill: number): Tensor =>
      image.transform(
        isReflected ? withReflections(x) : x,
        rows,
        interpolation as 'bilinear',
        isReflected ? 'wrap' : (fillMode as 'wrap'),
        fill,
        [height, width],
      );
    const compute = customGrad((...[x, save]) => {
      (save as GradSaveFunc)([flat(inverse(matrix))]);
      return {
        value: move(x as Tensor4D, flat(matrix), fillValue as number),
        gradFunc: (dy: Tensor, [back]: Tensor[]) => move(dy as Tensor4D, back as Tensor2D, 0),
      };
    });
    return compute(images);
  }
}

/**
 * Returns images of twice the sides, of which copies side by side are reflections of each other: tfjs reflects wrongly on
 * WebAssembly. Equal to TensorFlow's `reflect` up to about two sides away from an image.
 */
function withReflections(images: Tensor4D): Tensor4D {
  const column = concat([images, reverse(images, 1)], 1);
  return concat([column, reverse(column, 2)], 2);
}

/** a, b, c, d, e, f of the map (x, y) → (ax + by + c, dx + ey + f), of each image. */
type AffineMatrix = [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** Returns a matrix as `image.transform` wants it. */
function flat(matrix: AffineMatrix): Tensor2D {
  const none = zerosLike(matrix[0]);
  return concat([...matrix, none, none], 1);
}

function inverse([a, b, c, d, e, f]: AffineMatrix): AffineMatrix {
  const determinant = sub(mul(a, e), mul(b, d));
  const rows = [e, neg(b), sub(mul(b, f), mul(c, e)), neg(d), a, sub(mul(c, d), mul(a, f))];
  return rows.map((each) => div(each, determinant)) as AffineMatrix;
}

/** Both directions share one draw, as in Keras 3. */
class RandomFlip extends RandomImages {
  static override readonly className = 'RandomFlip';

  protected change(images: Tensor4D): Tensor {
    const mode = ((this.config['mode'] as string | undefined) ?? 'horizontalAndVertical').toLowerCase();
    const axes = [...(mode.includes('horizontal') ? [2] : []), ...(mode.includes('vertical') ? [1] : [])];
    const isFlipped = perImage(step(sub(0.5, this.draw(images, 0, 1))));
    return add(mul(reverse(images, axes), isFlipped), mul(images, sub(1, isFlipped)));
  }
}

class RandomRotation extends RandomImages {
  static override readonly className = 'RandomRotation';

  protected change(images: Tensor4D): Tensor {
    const [, height, width] = images.shape;
    const angle = mul(this.drawIn(images, 'factor'), 2 * Math.PI);
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    const [cosine, sine] = [cos(angle), sin(angle)];
    const toX = add(sub(x, mul(cosine, x)), mul(sine, y));
    const toY = sub(sub(y, mul(sine, x)), mul(cosine, y));
    return this.transform(images, [cosine, neg(sine), toX, sine, cosine, toY] as AffineMatrix);
  }
}

class RandomZoom extends RandomImages {
  static override readonly className = 'RandomZoom';

  protected change(images: Tensor4D): Tensor {
    const [, height, width] = images.shape;
    const rows = add(this.drawIn(images, 'heightFactor'), 1);
    const isFree = (this.config['widthFactor'] ?? null) !== null;
    const columns = isFree ? add(this.drawIn(images, 'widthFactor', 1), 1) : rows;
    const none = zerosLike(rows);
    const toX = mul(sub(1, columns), (width - 1) / 2);
    const toY = mul(sub(1, rows), (height - 1) / 2);
    return this.transform(images, [columns, none, toX, none, rows, toY] as AffineMatrix);
  }
}

class RandomTranslation extends RandomImages {
  static override readonly className = 'RandomTranslation';

  protected change(images: Tensor4D): Tensor {
    const [, height, width] = images.shape;
    const down = mul(this.drawIn(images, 'heightFactor'), -height);
    const right = mul(this.drawIn(images, 'widthFactor', 1), -width);
    const [one, none] = [onesLike(down), zerosLike(down)];
    return this.transform(images, [one, none, right, none, one, down] as AffineMatrix);
  }
}

/** Changes the values of images, and keeps them within `valueRange`. */
abstract class RandomValues extends RandomImages {
  protected get valueRange(): [number, number] {
    return (this.config['valueRange'] as [number, number] | undefined) ?? [0, 255];
  }

  protected clip(images: Tensor): Tensor {
    return clipByValue(images, ...this.valueRange);
  }
}

class RandomContrast extends RandomValues {
  static override readonly className = 'RandomContrast';

  protected change(images: Tensor4D): Tensor {
    const [one = 0, other = one] = [this.config['factor']].flat() as number[];
    const [less, more] = [Math.min(one, other), Math.max(one, other)];
    const factor = perImage(this.draw(images, 1 - less, 1 + more));
    const average = mean(images, [1, 2], true);
    return this.clip(add(mul(sub(images, average), factor), average));
  }
}

class RandomBrightness extends RandomValues {
  static override readonly className = 'RandomBrightness';

  protected change(images: Tensor4D): Tensor {
    const [low, high] = this.valueRange;
    return this.clip(add(images, perImage(mul(this.drawIn(images, 'factor'), high - low))));
  }
}

/** Gives each image's number the shape in which it is broadcast over the image. */
const perImage = (values: Tensor): Tensor => reshape(values, [-1, 1, 1, 1]);

register(RandomFlip, RandomRotation, RandomZoom, RandomTranslation, RandomContrast, RandomBrightness);

const MOVES = {
  defaults: { fill_mode: 'reflect', interpolation: 'bilinear', fill_value: 0 },
  choices: {
    fill_mode: ['reflect', 'wrap', 'constant', 'nearest'],
    interpolation: ['nearest', 'bilinear'],
  },
};
const WHERE = ['fill_mode', 'interpolation', 'fill_value', 'seed'];
const COMMON = { fixed: { data_format: 'channels_last' }, hasTrainingMode: true };

export const RANDOM_IMAGES: readonly LayerRow[] = [
  { name: 'RandomFlip', follows: ['mode', 'seed'], ...COMMON },
  { name: 'RandomRotation', follows: ['factor', ...WHERE], ...MOVES, ...COMMON },
  ...['RandomZoom', 'RandomTranslation'].map((name) => ({
    name,
    follows: ['height_factor', 'width_factor', ...WHERE],
    ...MOVES,
    ...COMMON,
  })),
  ...['RandomContrast', 'RandomBrightness'].map((name) => ({
    name,
    follows: ['factor', 'value_range', 'seed'],
    defaults: { value_range: [0, 255] },
    ...COMMON,
  })),
];
