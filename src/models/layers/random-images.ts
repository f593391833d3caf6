/** Keras's random changes of images in training. All draws of a call come from `seed`, which the tape sets. */
import {
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  add,
  clipByValue,
  concat,
  cos,
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

  /** Moves the pixels of each image: the rows of `matrix` map a place of the output to one of the input. */
  protected transform(images: Tensor4D, matrix: Tensor2D[]): Tensor {
    const { interpolation = 'bilinear', fillMode = 'reflect', fillValue = 0 } = this.config;
    const none = zerosLike(matrix[0] as Tensor2D);
    return image.transform(
      images,
      concat([...matrix, none, none], 1),
      interpolation as 'bilinear',
      fillMode as 'reflect',
      fillValue as number,
    );
  }
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
    return this.transform(images, [cosine, neg(sine), toX, sine, cosine, toY] as Tensor2D[]);
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
    return this.transform(images, [columns, none, toX, none, rows, toY] as Tensor2D[]);
  }
}

class RandomTranslation extends RandomImages {
  static override readonly className = 'RandomTranslation';

  protected change(images: Tensor4D): Tensor {
    const [, height, width] = images.shape;
    const down = mul(this.drawIn(images, 'heightFactor'), -height);
    const right = mul(this.drawIn(images, 'widthFactor', 1), -width);
    const [one, none] = [onesLike(down), zerosLike(down)];
    return this.transform(images, [one, none, right, none, one, down] as Tensor2D[]);
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
    const [less = 0, more = less] = [this.config['factor']].flat() as number[];
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
