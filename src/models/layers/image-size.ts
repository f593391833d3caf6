/** Layers that change the size of images, as Keras has them. */
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type Interpolation, centreWindow } from './mixed-places';
import { crop, cropToRatio, resample } from './resample';
import type { LayerRow } from './row';
import { type LayerArguments, type Shape, type StockLayer, onlyTensor, register, stockLayer } from './stock';

interface StockUpSampling extends StockLayer {
  readonly dataFormat: string;
  readonly interpolation: Interpolation;
  readonly size: readonly [number, number];
}

class UpSampling2D extends stockLayer<StockUpSampling>('UpSampling2D') {
  static override readonly className = 'UpSampling2D';

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor {
    if (this.interpolation !== 'bilinear') return super.call(inputs, kwargs);
    return tidy(() => {
      const x = onlyTensor(inputs);
      const [, height, width] = x.shape as [number, number, number, number];
      return resample(x, [height * this.size[0], width * this.size[1]], this.interpolation);
    });
  }
}

/** Layers whose output has the size in their config. */
abstract class SizedLayer extends stockLayer('Layer') {
  protected readonly size: readonly [number, number];

  constructor(config: LayerArguments) {
    super(config);
    this.size = [config['height'] as number, config['width'] as number];
    this.inputSpec = [{ ndim: 4 }];
  }

  override computeOutputShape([images = null, , , channels = null]: Shape): Shape {
    return [images, ...this.size, channels];
  }

  override getConfig(): LayerArguments {
    const [height, width] = this.size;
    return { ...super.getConfig(), height, width };
  }
}

class Resizing extends SizedLayer {
  static override readonly className = 'Resizing';
  readonly #interpolation: Interpolation;
  readonly #isCropped: boolean;

  constructor(config: LayerArguments) {
    super(config);
    this.#interpolation = (config['interpolation'] as Interpolation | undefined) ?? 'bilinear';
    this.#isCropped = config['cropToAspectRatio'] === true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      return resample(this.#isCropped ? cropToRatio(x, this.size) : x, this.size, this.#interpolation);
    });
  }

  override getConfig(): LayerArguments {
    const interpolation = this.#interpolation;
    return { ...super.getConfig(), interpolation, cropToAspectRatio: this.#isCropped };
  }
}

/** Cuts out the centre. As in Keras, smaller images are enlarged. */
class CenterCrop extends SizedLayer {
  static override readonly className = 'CenterCrop';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const [, height, width] = x.shape as [number, number, number, number];
      const window = centreWindow([height, width], this.size);
      if (window) return crop(x, window);
      return resample(cropToRatio(x, this.size), this.size, 'bilinear');
    });
  }
}

register(UpSampling2D, Resizing, CenterCrop);

const LAST = { data_format: 'channels_last' };
const INTERPOLATION = { interpolation: ['nearest', 'bilinear'] };

export const IMAGE_SIZES: readonly LayerRow[] = [
  { name: 'ZeroPadding2D', follows: ['padding', 'data_format'], built: true },
  { name: 'Cropping2D', follows: ['cropping', 'data_format'], built: true },
  {
    name: 'UpSampling2D',
    follows: ['size', 'interpolation'],
    choices: INTERPOLATION,
    fixed: LAST,
    built: true,
  },
  { name: 'CenterCrop', follows: ['height', 'width'], fixed: LAST, built: true },
  {
    name: 'Resizing',
    follows: ['height', 'width', 'interpolation', 'crop_to_aspect_ratio'],
    choices: INTERPOLATION,
    fixed: { ...LAST, pad_to_aspect_ratio: false, antialias: false, fill_mode: 'constant', fill_value: 0 },
    ignored: ['fill_mode', 'fill_value'],
    built: true,
  },
];
