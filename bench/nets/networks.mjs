/**
 * The networks of `npm run bench -- nets`, as data: a list of layers, each with the indices of its inputs. Pupila, PyTorch
 * and Keras build the same networks from it (`model.ts`, `torch_nets.py`, `keras_nets.py`). Layers and paddings are Keras's.
 *
 * A layer is `{ op, inputs, … }`. The last one computes probabilities. `maxPool` has zeros around it if it has `zeros`.
 */

/** Makes layers and returns their indices. */
class Layers {
  list = [{ op: 'input', inputs: [] }];

  add(op, inputs, settings = {}) {
    return this.list.push({ op, inputs: [inputs].flat(), ...settings }) - 1;
  }

  /** A convolution with bias and activation. */
  conv(x, filters, size, { strides = 1, padding = 'same', activation = 'linear' } = {}) {
    return this.add('conv', x, { filters, size, strides, padding, activation, bias: true });
  }

  /** A convolution, its normalization and an activation. */
  unit(x, filters, size = 3, strides = 1, activation = 'relu') {
    const settings = { filters, size, strides, padding: 'same', activation: 'linear', bias: false };
    return this.normalized(this.add('conv', x, settings), activation);
  }

  depthwiseUnit(x, size, strides, activation) {
    return this.normalized(this.add('depthwise', x, { size, strides }), activation);
  }

  normalized(x, activation) {
    const y = this.add('norm', x);
    return activation === 'linear' ? y : this.add('activation', y, { name: activation });
  }

  maxPool(x, size = 2, strides = size, zeros = 0) {
    return this.add('maxPool', x, { size, strides, zeros });
  }

  dense(x, units, activation) {
    return this.add('dense', x, { units, activation });
  }

  classifier(x, classes) {
    return this.dense(this.add('globalPool', x), classes, 'softmax');
  }
}

function course(net, classes) {
  let x = 0;
  for (let i = 0; i < 3; i++) x = net.maxPool(net.conv(x, 36, 3, { padding: 'valid', activation: 'relu' }));
  x = net.dense(net.add('flatten', x), 512, 'relu');
  net.dense(x, classes, 'softmax');
}

function plain(net, classes) {
  let x = 0;
  for (const filters of [16, 32, 64]) x = net.maxPool(net.conv(x, filters, 3, { activation: 'relu' }));
  net.classifier(x, classes);
}

function plainNormalized(net, classes) {
  let x = 0;
  for (const filters of [16, 32, 64]) x = net.maxPool(net.unit(x, filters));
  net.classifier(x, classes);
}

function vgg(net, classes) {
  let x = 0;
  for (const filters of [32, 64, 128]) {
    for (let i = 0; i < 2; i++) x = net.conv(x, filters, 3, { activation: 'relu' });
    x = net.add('dropout', net.maxPool(x), { rate: 0.25 });
  }
  x = net.dense(net.add('flatten', x), 128, 'relu');
  net.dense(net.add('dropout', x, { rate: 0.5 }), classes, 'softmax');
}

/** Two convolutions, and the input or a convolution of it added. */
function residual(net, x, before, filters, strides) {
  const body = net.unit(net.unit(x, filters, 3, strides), filters, 3, 1, 'linear');
  const isSame = strides === 1 && before === filters;
  const shortcut = isSame ? x : net.unit(x, filters, 1, strides, 'linear');
  return net.add('activation', net.add('add', [body, shortcut]), { name: 'relu' });
}

function residuals(net, x, before, blocks, classes) {
  for (const [filters, strides] of blocks) {
    x = residual(net, x, before, filters, strides);
    before = filters;
  }
  net.classifier(x, classes);
}

function resnet8(net, classes) {
  const blocks = [
    [16, 1],
    [32, 2],
    [64, 2],
  ];
  residuals(net, net.unit(0, 16), 16, blocks, classes);
}

function resnet18(net, classes) {
  const blocks = [64, 128, 256, 512].flatMap((filters, i) => [
    [filters, i === 0 ? 1 : 2],
    [filters, 1],
  ]);
  residuals(net, net.maxPool(net.unit(0, 64, 7, 2), 3, 2, 1), 64, blocks, classes);
}

function mobileNet(net, classes) {
  const width = (filters) => Math.max(8, Math.round(filters / 4));
  const blocks = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    ...Array(5).fill([512, 1]),
    [1024, 2],
    [1024, 1],
  ];
  let x = net.unit(0, width(32), 3, 2, 'relu6');
  for (const [filters, strides] of blocks)
    x = net.unit(net.depthwiseUnit(x, 3, strides, 'relu6'), width(filters), 1, 1, 'relu6');
  net.classifier(x, classes);
}

/** Keras's `_make_divisible` for a width of 0.35. */
function eighths(filters) {
  const given = 0.35 * filters;
  const near = Math.max(8, Math.floor((given + 4) / 8) * 8);
  return near < 0.9 * given ? near + 8 : near;
}

function mobileNetV2(net, classes) {
  /** Expansion, filters, repeats, strides. */
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ];
  let before = eighths(32);
  let x = net.unit(0, before, 3, 2, 'relu6');
  for (const [expansion, filters, repeats, strides] of stages) {
    for (let i = 0; i < repeats; i++) {
      const steps = i === 0 ? strides : 1;
      const wide = expansion > 1 ? net.unit(x, before * expansion, 1, 1, 'relu6') : x;
      const y = net.unit(net.depthwiseUnit(wide, 3, steps, 'relu6'), eighths(filters), 1, 1, 'linear');
      x = steps === 1 && before === eighths(filters) ? net.add('add', [y, x]) : y;
      before = eighths(filters);
    }
  }
  net.classifier(net.unit(x, 1280, 1, 1, 'relu6'), classes);
}

/** Squeeze and excitation of `channels` channels. */
function squeeze(net, x, channels, squeezed) {
  const means = net.add('reshape', net.add('globalPool', x), { shape: [1, 1, channels] });
  const small = net.conv(means, squeezed, 1, { activation: 'silu' });
  return net.add('multiply', [x, net.conv(small, channels, 1, { activation: 'sigmoid' })]);
}

function efficientNet(net, classes) {
  /** Filters, expansion, kernel size, strides. */
  const blocks = [
    [16, 1, 3, 1],
    [24, 6, 3, 2],
    [24, 6, 3, 1],
    [40, 6, 5, 2],
    [40, 6, 5, 1],
    [80, 6, 3, 2],
    [80, 6, 3, 1],
  ];
  let before = 16;
  let x = net.unit(0, before, 3, 2, 'silu');
  for (const [filters, expansion, size, strides] of blocks) {
    const channels = before * expansion;
    const wide = expansion > 1 ? net.unit(x, channels, 1, 1, 'silu') : x;
    const deep = net.depthwiseUnit(wide, size, strides, 'silu');
    const scaled = squeeze(net, deep, channels, Math.max(1, Math.floor(before / 4)));
    const y = net.unit(scaled, filters, 1, 1, 'linear');
    x = strides === 1 && before === filters ? net.add('add', [y, x]) : y;
    before = filters;
  }
  net.classifier(net.unit(x, 320, 1, 1, 'silu'), classes);
}

function squeezeNet(net, classes) {
  const fire = (x, squeezed, filters) => {
    const small = net.conv(x, squeezed, 1, { activation: 'relu' });
    const branches = [1, 3].map((size) => net.conv(small, filters, size, { activation: 'relu' }));
    return net.add('concat', branches);
  };
  let x = net.maxPool(net.conv(0, 64, 3, { strides: 2, padding: 'valid', activation: 'relu' }), 3, 2);
  x = net.maxPool(fire(fire(x, 16, 64), 16, 64), 3, 2);
  x = net.maxPool(fire(fire(x, 32, 128), 32, 128), 3, 2);
  x = fire(fire(fire(fire(x, 48, 192), 48, 192), 64, 256), 64, 256);
  x = net.add('globalPool', net.conv(x, classes, 1));
  net.add('activation', x, { name: 'softmax' });
}

/** Name, title, how to make it, images in a batch, side of an image, classes. */
const ROWS = [
  ['course', "the course's network", course, 128, 150, 2],
  ['plain', 'plain chain', plain, 32, 96, 2],
  ['vgg', 'VGG for CIFAR', vgg, 128, 32, 10],
  ['plain-bn', 'plain chain with BatchNormalization', plainNormalized, 32, 96, 2],
  ['resnet8', 'ResNet-8', resnet8, 128, 32, 10],
  ['mobilenet', 'MobileNet 0.25', mobileNet, 32, 96, 2],
  ['mobilenet-v2', 'MobileNetV2 0.35', mobileNetV2, 32, 96, 2],
  ['resnet18', 'ResNet-18', resnet18, 16, 128, 2],
  ['efficientnet', 'EfficientNet-like', efficientNet, 32, 96, 2],
  ['squeezenet', 'SqueezeNet', squeezeNet, 16, 128, 2],
];

/** All networks: `{ name, title, batch, side, classes, layers }`. */
export const NETWORKS = ROWS.map(([name, title, make, batch, side, classes]) => {
  const net = new Layers();
  make(net, classes);
  return { name, title, batch, side, classes, layers: net.list };
});
