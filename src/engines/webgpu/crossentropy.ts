/**
 * Crossentropy from logits with its gradient and Keras's accuracy, with the formulas of `src/plan/crossentropy.ts`. One
 * workgroup, one thread per image, sums in a fixed order. Writes the gradient of the mean loss to the logits' gradient,
 * and (loss, accuracy) to the step's slot.
 */
import type { ResolvedLoss } from '../../options/loss-config';
import { at } from './convolution-shape';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';

const THREADS = 256;

/** 1 if an image's class is right, else 0. */
const RIGHT = 'select(0.0, 1.0, isRight(image))';

/**
 * Returns what the kernel reads as `labels`: the labels of a batch, and behind them the weight of each image in the loss.
 *
 * @param sampleWeight Null: 1 for all.
 */
export function labelsOf(
  labels: Float32Array,
  sampleWeight: Float32Array | null,
  images: number,
): Float32Array<ArrayBuffer> {
  const all = new Float32Array(labels.length + images).fill(1, labels.length);
  all.set(labels);
  if (sampleWeight) all.set(sampleWeight, labels.length);
  return all;
}

/** Arrays and sizes of the kernel. */
export interface Crossentropy {
  /** One for which `noPlanLossReason` returns null. */
  loss: ResolvedLoss;
  units: number;
  logits: Operand;
  /** As `labelsOf` returns them: class numbers for sparse labels, images × units otherwise, then a weight for each image. */
  labels: Operand;
  gradient: Operand;
  /** (loss, accuracy) pairs by slot. */
  results: Operand;
}

export function crossentropyKernel(options: Crossentropy): Kernel {
  const { loss, units, logits, labels, gradient, results } = options;
  const { code, bindings } = declare({
    [logits.buffer]: {},
    [labels.buffer]: {},
    [gradient.buffer]: { write: true },
    [results.buffer]: { write: true },
  });
  return {
    label: 'crossentropy',
    code: `${code}
var<workgroup> sums: array<vec2f, ${THREADS}>;
${loss.name === 'binary_crossentropy' ? scoreBinary(options) : scoreClasses(options)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) t: u32) {
  var sum = vec2f();
  for (var image = t; image < params.images; image += ${THREADS}u) { sum += score(image, f32(params.images)); }
  sums[t] = sum;
  for (var half = ${THREADS / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (t < half) { sums[t] += sums[t + half]; }
  }
  if (t == 0u) {
    ${at(results, '2u * params.slot')} = sums[0].x / f32(params.images);
    ${at(results, '2u * params.slot + 1u')} = sums[0].y / f32(params.images);
  }
}`,
    bindings,
    workgroups: () => [1, 1, 1],
    work: (images) => ({ flop: 10 * images * units, bytes: FLOAT * 3 * images * units }),
  };
}

/** max(z, 0) − z·y + log(1 + e^−|z|), averaged over the units. Its gradient is sigmoid(z) − y. */
function scoreBinary(options: Crossentropy): string {
  const { units, logits, labels, gradient } = options;
  const accuracy =
    units === 1
      ? `select(0.0, 1.0, (${at(logits, 'image')} > 0.0) == (${at(labels, 'image')} > 0.5))`
      : RIGHT;
  return `fn score(image: u32, images: f32) -> vec2f {
  let weight = ${weightOf(options)};
  var loss = 0.0;
  for (var unit = 0u; unit < ${units}u; unit++) {
    let i = image * ${units}u + unit;
    let z = ${at(logits, 'i')};
    let y = ${smoothed(options, at(labels, 'i'))};
    let e = exp(-abs(z));
    loss += max(z, 0.0) - z * y + log(1.0 + e);
    let p = select(e, 1.0, z >= 0.0) / (1.0 + e);
    ${at(gradient, 'i')} = weight * (p - y) / (${units}.0 * images);
  }
  return vec2f(weight * loss / ${units}.0, ${accuracy});
}
${units === 1 ? '' : rightFunction(options)}`;
}

/** log Σ e^z − z·y. Its gradient is softmax(z) − y, because the labels of an image add up to 1. */
function scoreClasses(options: Crossentropy): string {
  const { units, logits, gradient } = options;
  const logit = at(logits, `image * ${units}u + unit`);
  const each = (statements: string): string =>
    `for (var unit = 0u; unit < ${units}u; unit++) { ${statements} }`;
  return `fn score(image: u32, images: f32) -> vec2f {
  let weight = ${weightOf(options)};
  var largest = ${at(logits, `image * ${units}u`)};
  ${each(`largest = max(largest, ${logit});`)}
  var sum = 0.0;
  ${each(`sum += exp(${logit} - largest);`)}
  var loss = log(sum);
  ${each(`
    let z = ${logit} - largest;
    let y = ${smoothed(options, labelOf(options))};
    loss -= z * y;
    ${at(gradient, `image * ${units}u + unit`)} = weight * (exp(z) / sum - y) / images;`)}
  return vec2f(weight * loss, ${RIGHT});
}
${rightFunction(options)}`;
}

/** The weight of an image in the loss. */
function weightOf({ loss, units, labels }: Crossentropy): string {
  const ofImage = loss.name === 'sparse_categorical_crossentropy' ? 1 : units;
  return at(labels, `${ofImage}u * params.images + image`);
}

/** Whether the class with the largest logit is the one with the largest label. */
function rightFunction(options: Crossentropy): string {
  const { units, logits } = options;
  return `fn isRight(image: u32) -> bool {
  var largest = ${at(logits, `image * ${units}u`)};
  var best = vec2u();
  var bestLabel = -1.0;
  for (var unit = 0u; unit < ${units}u; unit++) {
    let z = ${at(logits, `image * ${units}u + unit`)};
    let y = ${labelOf(options)};
    if (z > largest) { largest = z; best.x = unit; }
    if (y > bestLabel) { bestLabel = y; best.y = unit; }
  }
  return best.x == best.y;
}`;
}

/** The label of `unit`: 0 or 1. */
function labelOf({ loss, units, labels }: Crossentropy): string {
  return loss.name === 'sparse_categorical_crossentropy'
    ? `select(0.0, 1.0, u32(${at(labels, 'image')}) == unit)`
    : at(labels, `image * ${units}u + unit`);
}

/** Moves a label towards equal probabilities. */
function smoothed({ loss: { name, labelSmoothing = 0 }, units }: Crossentropy, label: string): string {
  if (labelSmoothing === 0) return label;
  const equalShare = name === 'binary_crossentropy' ? 0.5 : 1 / units;
  return `(${label} * f32(${1 - labelSmoothing}) + f32(${labelSmoothing * equalShare}))`;
}
