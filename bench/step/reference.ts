/** One training step as naive float64 loops: the reference for loss and gradients. */
import { matMul } from '../../src/engines/reference/matrix';
import { convolvePooled, convolvePooledGradients } from '../../src/engines/reference/pooled';
import type { Geometry } from '../../src/engines/reference/geometry';
import type { Plan, PooledConvolutionStage } from '../../src/plan/stages';
import { convolutionsOf } from './network';

type Values = ArrayLike<number>;

/**
 * Returns the mean binary crossentropy and its gradients in the order of the weights. The model has one sigmoid unit.
 */
export function referenceStep(
  plan: Plan,
  weights: readonly Values[],
  x: Values,
  y: Values,
): { loss: number; gradients: Float64Array[] } {
  const images = y.length;
  const gradients: Float64Array[] = [];
  const valuesOf = (index: number | null, count: number): Values =>
    index === null ? new Float64Array(count) : (weights[index] as Values);
  const put = (index: number | null, values: Float64Array): void => {
    if (index !== null) gradients[index] = values;
  };

  const inputs: Values[] = [x];
  for (const stage of convolutionsOf(plan)) {
    const [kernel, bias] = [valuesOf(stage.kernel, 0), valuesOf(stage.bias, stage.output[2])];
    inputs.push(convolvePooled(geometryOf(stage, images), inputs.at(-1) as Values, kernel, bias, stage.relu));
  }
  for (const { inputs: depth, units, activation, kernel, bias } of plan.dense) {
    const add = valuesOf(bias, units);
    const product = matMul(inputs.at(-1) as Values, valuesOf(kernel, 0), [images, units, depth]);
    inputs.push(
      product.map((value, i) => activate(value + (add[i % units] as number), activation === 'relu')),
    );
  }

  const logits = inputs.pop() as Float64Array;
  const loss = logits.reduce(
    (sum, z, i) =>
      sum + (Math.max(z, 0) - z * (y[i] as number) + Math.log1p(Math.exp(-Math.abs(z)))) / images,
    0,
  );
  let dy: Float64Array = logits.map((z, i) => (1 / (1 + Math.exp(-z)) - (y[i] as number)) / images);
  let output: Values = logits;
  for (const { inputs: depth, units, activation, kernel, bias } of [...plan.dense].reverse()) {
    const from = inputs.pop() as Values;
    const above = output;
    if (activation === 'relu') dy = dy.map((value, i) => ((above[i] as number) > 0 ? value : 0));
    put(kernel, matMul(from, dy, [depth, units, images], true));
    put(bias, matMul(new Float64Array(images).fill(1), dy, [1, units, images]));
    dy = matMul(dy, valuesOf(kernel, 0), [images, depth, units], false, true);
    output = from;
  }
  for (const stage of convolutionsOf(plan).reverse()) {
    const [kernel, bias] = [valuesOf(stage.kernel, 0), valuesOf(stage.bias, stage.output[2])];
    const from = inputs.pop() as Values;
    const { dw, db, dx } = convolvePooledGradients(
      geometryOf(stage, images),
      from,
      kernel,
      bias,
      stage.relu,
      dy,
    );
    put(stage.kernel, dw);
    put(stage.bias, db);
    dy = dx;
  }
  return { loss, gradients };
}

function activate(value: number, relu: boolean): number {
  return relu ? Math.max(0, value) : value;
}

/** Geometry of the convolution without its pooling. */
function geometryOf(
  { input, output, filter, strides, padding }: PooledConvolutionStage,
  images: number,
): Geometry {
  return {
    images,
    height: input[0],
    width: input[1],
    channels: input[2],
    outChannels: output[2],
    outHeight: Math.floor((padding.height - filter[0]) / strides[0]) + 1,
    outWidth: Math.floor((padding.width - filter[1]) / strides[1]) + 1,
    filterHeight: filter[0],
    filterWidth: filter[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    dilationHeight: 1,
    dilationWidth: 1,
    top: padding.top,
    left: padding.left,
  };
}
