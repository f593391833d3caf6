/**
 * Gradient of average pooling: each pixel gathers its share of the windows that saw it. A window is divided by the pixels
 * that it has inside the image, as forward. NHWC. Overwrites.
 */
import { type ConvolutionShape, at } from './convolution-shape';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from './kernel';

const THREADS = 64;

/** @param shape The windows as a convolution's filter: as many channels come out as go in. */
export function averagePoolGradient(shape: ConvolutionShape, dy: Operand, dx: Operand): Kernel {
  const [height, width, channels] = shape.input;
  const [outHeight, outWidth] = shape.output;
  const [filterHeight, filterWidth] = shape.filter;
  const [strideHeight, strideWidth] = shape.strides;
  const { top, left } = shape;
  const { code, bindings } = declare({ [dy.buffer]: {}, [dx.buffer]: { write: true } });
  const values = height * width * channels;
  return {
    label: 'averagePoolGradient',
    code: `${code}
/** Pixels inside the image of a window that begins here. */
fn inside(begin: i32, length: i32, size: i32) -> i32 { return min(begin + length, size) - max(begin, 0); }
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= params.images * ${values}u) { return; }
  let channel = i32(i % ${channels}u);
  let pixel = i32(i / ${channels}u);
  let x = pixel % ${width} + ${left};
  let y = pixel / ${width} % ${height} + ${top};
  let image = pixel / ${width * height};
  var sum = 0.0;
  for (var oy = max(0, y - ${filterHeight} + ${strideHeight}) / ${strideHeight}; oy <= min(${outHeight - 1}, y / ${strideHeight}); oy++) {
    let rows = inside(oy * ${strideHeight} - ${top}, ${filterHeight}, ${height});
    for (var ox = max(0, x - ${filterWidth} + ${strideWidth}) / ${strideWidth}; ox <= min(${outWidth - 1}, x / ${strideWidth}); ox++) {
      let columns = inside(ox * ${strideWidth} - ${left}, ${filterWidth}, ${width});
      sum += ${at(dy, `u32(((image * ${outHeight} + oy) * ${outWidth} + ox) * ${channels} + channel)`)} / f32(rows * columns);
    }
  }
  ${at(dx, 'i')} = sum;
}`,
    bindings,
    workgroups: (images) => [...fold(Math.ceil((images * values) / THREADS)), 1],
    work: (images) => ({
      flop: 2 * images * outHeight * outWidth * channels * filterHeight * filterWidth,
      bytes: FLOAT * images * channels * (height * width + outHeight * outWidth),
    }),
  };
}
