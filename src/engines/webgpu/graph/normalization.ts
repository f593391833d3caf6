/**
 * Batch normalization with an activation: act((x − mean) · scale + beta). Mean and variance are those of the batch in
 * training, around the mean of each part and combined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances". In inference, and always if the layer is frozen, they are the moving ones.
 */
import type { NormalizationNode } from '../../../plan/graph/graph';
import { at } from '../convolution-shape';
import { float } from '../finish';
import type { Kernel, Operand } from '../kernel';
import { activationFunctions } from './activation';
import { type ChannelSums, countsCode, combineParts, sumRows } from './channel-sums';
import { type Target, eachValue, volume } from './each-value';

/** Arrays of a normalization. */
export interface Normalization {
  node: NormalizationNode;
  sums: ChannelSums;
  x: Operand;
  /** For each channel: see `NUMBERS`. */
  numbers: Operand;
  /** The parts' results. */
  parts: Operand;
  gamma: Operand | null;
  beta: Operand | null;
  movingMean: Operand;
  movingVariance: Operand;
}

/**
 * Numbers for each channel, one array after the other. The gradient of the input is
 * dz · scale + (x − mean) · tilt + offset.
 */
const NUMBERS = ['mean', 'scale', 'beta', 'deviation', 'tilt', 'offset'] as const;

/** Values of the array `numbers`. */
export function numbersSize(channels: number): number {
  return NUMBERS.length * channels;
}

/** WGSL of a number of a channel. */
function number(
  { numbers, sums }: Pick<Normalization, 'numbers' | 'sums'>,
  name: (typeof NUMBERS)[number],
  c: string,
): string {
  return at(numbers, `${NUMBERS.indexOf(name) * sums.channels}u + ${c}`);
}

/** WGSL of the value before the activation. */
function normalized(options: Normalization, i: string, c: string): string {
  const [mean, scale, beta] = (['mean', 'scale', 'beta'] as const).map((name) => number(options, name, c));
  return `((${at(options.x, i)} - ${mean}) * ${scale} + ${beta})`;
}

/**
 * Mean and squared distances from it of each part. Does nothing in inference. Distances from the first row are summed, which
 * round less than values that are far from zero.
 */
export function partMoments({ sums, x, parts }: Normalization): Kernel {
  const value = (row: string): string => at(x, `${row} * ${sums.channels}u + channel`);
  return sumRows({
    ...{ label: 'partMoments', sums, reads: [x], writes: parts },
    before: '  if (params.key == 0u) { return; }',
    body: `  var sum = 0.0;
  var near = 0.0;
  if (isInside) {
    near = ${value('begin')};
    for (var row = first; row < end; row += LINES) { sum += ${value('row')} - near; }
  }
  let mean = near + addUp(t, vec2f(sum, 0.0)).x / rows;
  var squares = 0.0;
  if (isInside) {
    for (var row = first; row < end; row += LINES) {
      let distance = ${value('row')} - mean;
      squares += distance * distance;
    }
  }
  let total = addUp(t, vec2f(squares, 0.0)).x;`,
    results: ['mean', 'total'],
  });
}

/** Combines the moments of the parts, and updates the moving statistics as Keras does, with the variance of the batch. */
export function finishMoments(options: Normalization): Kernel {
  const { node, sums, numbers, parts, gamma, beta, movingMean, movingVariance } = options;
  const { channels, part } = sums;
  const { epsilon, momentum } = node;
  const moving = { mean: at(movingMean, 'channel'), variance: at(movingVariance, 'channel') };
  const set = (name: (typeof NUMBERS)[number], value: string): string =>
    `  ${number(options, name, 'channel')} = ${value};`;
  const keep = (name: 'mean' | 'variance'): string =>
    `    ${moving[name]} = ${moving[name]} * ${float(momentum)} + ${name} * ${float(1 - momentum)};`;
  const meanOf = (p: string): string => at(parts, `2u * ${p} * ${channels}u + channel`);
  const eachPart = (statements: string): string => `  if (isInside) {
    for (var p = line; p < partCount; p += LINES) {
      let count = f32(min(${part}u, rowCount - p * ${part}u));
      ${statements}
    }
  }`;
  const ofBatch = `${countsCode(sums)}
  var sum = vec2f();
  var near = 0.0;
  if (isInside) { near = ${meanOf('0u')}; }
${eachPart(`sum.x += count * (${meanOf('p')} - near);`)}
  let batchMean = near + addUp(t, sum).x / f32(rowCount);
${eachPart(`let distance = ${meanOf('p')} - batchMean;
      sum.y += ${at(parts, `(2u * p + 1u) * ${channels}u + channel`)} + count * distance * distance;`)}
  let batchVariance = addUp(t, sum).y / f32(rowCount);`;
  const weights = [gamma, beta, movingMean, movingVariance].filter((weight) => weight !== null);
  return combineParts({
    label: 'finishMoments',
    sums,
    reads: node.isInference ? weights : [parts, ...weights],
    writes: node.isInference ? [numbers] : [movingMean, numbers],
    body: node.isInference ? '' : ofBatch,
    finish: `  var mean = ${moving.mean};
  var variance = ${moving.variance};
  ${
    node.isInference
      ? ''
      : `if (params.key != 0u) {
    mean = batchMean;
    variance = batchVariance;
${keep('mean')}
${keep('variance')}
  }`
  }
  let deviation = 1.0 / sqrt(variance + ${float(epsilon)});
${set('mean', 'mean')}
${set('deviation', 'deviation')}
${set('scale', gamma ? `${at(gamma, 'channel')} * deviation` : 'deviation')}
${set('beta', beta ? at(beta, 'channel') : '0.0')}`,
  });
}

export function normalize(options: Normalization, y: Operand): Kernel {
  const { node, x, numbers } = options;
  const { shape, activation } = node;
  return eachValue({
    ...{ label: 'normalize', threads: volume(shape), reads: [x, numbers], writes: y },
    helpers: activationFunctions(activation),
    body: `  let c = i % ${shape[2]}u;
  ${at(y, 'i')} = activated(${normalized(options, 'i', 'c')});`,
  });
}

/** WGSL of the gradient before the activation. */
function inner(options: Normalization, dy: Operand, i: string, c: string): string {
  const gradient = at(dy, i);
  if (options.node.activation.name === 'linear') return gradient;
  return `${gradient} * slopeAt(${normalized(options, i, c)})`;
}

/** Sums of each part: of the gradient before the activation, and of its products with x − mean. */
export function partGradients(options: Normalization, dy: Operand): Kernel {
  const { node, sums, x, numbers, parts } = options;
  const i = `row * ${sums.channels}u + channel`;
  return sumRows({
    ...{ label: 'partGradients', sums, reads: [x, numbers, dy], writes: parts },
    helpers: activationFunctions(node.activation),
    body: `  var sum = vec2f();
  if (isInside) {
    for (var row = first; row < end; row += LINES) {
      let i = ${i};
      let dz = ${inner(options, dy, 'i', 'channel')};
      sum += vec2f(dz, dz * (${at(x, 'i')} - ${number(options, 'mean', 'channel')}));
    }
  }
  let total = addUp(t, sum);`,
    results: ['total.x', 'total.y'],
  });
}

/**
 * Adds the parts up: writes the gradients of gamma and beta, and the numbers of the gradient of x. With z the normalized
 * value, Σ over the batch of n values: dx = scale · (dz − Σ dz / n − z · Σ dz·z / n).
 *
 * @param gradients Of gamma and beta; null for those that are not trained.
 */
export function finishGradients(
  options: Normalization,
  gradients: { gamma: Operand | null; beta: Operand | null },
): Kernel {
  const { node, sums, numbers, parts } = options;
  const { channels } = sums;
  const { gamma, beta } = gradients;
  const partAt = (i: number): string => at(parts, `(2u * p + ${i}u) * ${channels}u + channel`);
  const ofBatch = `  let scale = ${number(options, 'scale', 'channel')};
  ${number(options, 'tilt', 'channel')} = -scale * deviation * deviation * total.y / f32(rowCount);
  ${number(options, 'offset', 'channel')} = -scale * total.x / f32(rowCount);`;
  return combineParts({
    label: 'finishGradients',
    sums,
    reads: [parts],
    writes: [numbers, gamma, beta].filter((operand) => operand !== null),
    body: `${countsCode(sums)}
  var sum = vec2f();
  if (isInside) {
    for (var p = line; p < partCount; p += LINES) { sum += vec2f(${partAt(0)}, ${partAt(1)}); }
  }
  let total = addUp(t, sum);`,
    finish: `  let deviation = ${number(options, 'deviation', 'channel')};
  ${gamma ? `${at(gamma, 'channel')} = total.y * deviation;` : ''}
  ${beta ? `${at(beta, 'channel')} = total.x;` : ''}
${node.isInference ? '' : ofBatch}`,
  });
}

/** The gradient of x. `target` may be `dy`. */
export function normalizeGradient(options: Normalization, dy: Operand, target: Target): Kernel {
  const { node, x, numbers } = options;
  const { shape, activation, isInference } = node;
  const values = (['mean', 'scale', 'tilt', 'offset'] as const).map((name) => number(options, name, 'c'));
  const [mean, scale, tilt, offset] = values;
  const ofBatch = isInference ? '' : ` + (${at(x, 'i')} - ${mean}) * ${tilt} + ${offset}`;
  return eachValue({
    ...{ label: 'normalizeGradient', threads: volume(shape), reads: [x, numbers, dy], writes: target.to },
    helpers: activationFunctions(activation),
    body: `  let c = i % ${shape[2]}u;
  ${at(target.to, 'i')} ${target.adds ? '+=' : '='} ${inner(options, dy, 'i', 'c')} * ${scale}${ofBatch};`,
  });
}
