/** NumPy's `.npy` format, reading and writing. Source: NumPy `lib/format.py`, versions 1 to 3. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';

/** Types of array data in JavaScript. 64-bit integers become doubles; half floats become float32. */
export type NpyData =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** One array, row-major. */
export interface NpyArray {
  shape: number[];
  /** NumPy's type code without the byte order, such as `f4` or `u1`. */
  dtype: string;
  data: NpyData;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

interface ArrayType {
  new (length: number): NpyData;
  new (buffer: ArrayBuffer): NpyData;
}

/** How to store the values of a type, and how to read one of them. */
interface ValueType {
  bytes: number;
  array: ArrayType;
  get(view: DataView, at: number, littleEndian: boolean): number;
}

const TYPES: Record<string, ValueType> = {
  b1: { bytes: 1, array: Uint8Array, get: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, array: Uint8Array, get: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, array: Int8Array, get: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, array: Uint16Array, get: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, array: Int16Array, get: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, array: Uint32Array, get: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, array: Int32Array, get: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, array: Float64Array, get: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, array: Float64Array, get: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, array: Float32Array, get: (view, at, little) => fromHalf(view.getUint16(at, little)) },
  f4: { bytes: 4, array: Float32Array, get: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, array: Float64Array, get: (view, at, little) => view.getFloat64(at, little) },
};
/** Types that must be converted, because JavaScript has no typed array for them. */
const CONVERTED = ['u8', 'i8', 'f2'];

/**
 * Reads an array.
 *
 * @throws {PupilaError} 'invalid-argument' for another format, an unsupported type (objects, strings), or missing
 *   bytes.
 * @example
 * const { shape, data } = readNpy(new Uint8Array(await file.arrayBuffer()));
 */
export function readNpy(bytes: Uint8Array<ArrayBufferLike>): NpyArray {
  if (bytes.length < 12 || !MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw invalidArgument(message`An .npy file must start with \\x93NUMPY.`, { bytes: bytes.length });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (bytes[6] as number) > 1;
  const headerEnd = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder().decode(bytes.subarray(long ? 12 : 10, headerEnd));
  const descr = /'descr':\s*'([<>|=])(\w\d)'/.exec(header);
  // Python 2 wrote dimensions as long integers: (2L, 3L).
  const shapeText = /'shape':\s*\(([\d,L\s]*)\)/.exec(header)?.[1];
  const type = TYPES[descr?.[2] ?? ''];
  if (!descr || !type || shapeText === undefined) {
    throw invalidArgument(
      message`An .npy array must have a shape and numbers: integers, floats or booleans, not complex numbers, text or objects.`,
      {
        header: header.slice(0, 200).trim(),
      },
    );
  }
  const shape = Array.from(shapeText.matchAll(/\d+/g), Number);
  const count = shape.reduce((product, side) => product * side, 1);
  const end = headerEnd + count * type.bytes;
  if (!Number.isSafeInteger(end) || end > bytes.length) {
    throw invalidArgument(message`An .npy file must have as many values as its shape says.`, {
      shape,
      bytes: bytes.length,
    });
  }
  const dtype = descr[2] as string;
  const swapped = descr[1] === '>' && type.bytes > 1;
  const converted = swapped || CONVERTED.includes(dtype);
  // Copies through the constructor, because `slice` of Node's Buffer returns a view.
  const data = converted
    ? new type.array(count)
    : new type.array(new Uint8Array(bytes.subarray(headerEnd, end)).buffer);
  if (converted)
    for (let i = 0; i < count; i++) data[i] = type.get(view, headerEnd + i * type.bytes, !swapped);
  const array = { shape, dtype, data };
  return /'fortran_order':\s*True/.test(header) ? toRowMajor(array, new type.array(count)) : array;
}

/**
 * Writes an array of float32, int32 or bytes, row-major.
 *
 * @example
 * const file = writeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
 */
export function writeNpy(
  shape: readonly number[],
  data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, side) => product * side, 1);
  if (count !== data.length)
    throw invalidArgument(message`There must be as many values as the shape says.`, {
      shape,
      values: data.length,
    });
  const descr = data instanceof Float32Array ? '<f4' : data instanceof Int32Array ? '<i4' : '|u1';
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  // The format aligns the data to a multiple of 64 bytes.
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const file = new Uint8Array(10 + padded.length + data.byteLength);
  file.set([...MAGIC, 1, 0, padded.length & 255, padded.length >> 8]);
  file.set(new TextEncoder().encode(padded), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length);
  return file;
}

/** Converts column-major values to row-major order. */
function toRowMajor({ shape, dtype, data }: NpyArray, result: NpyData): NpyArray {
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, side) => product * side, 1));
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [at, side, stride] = [index[axis], shape[axis], strides[axis]] as [number, number, number];
      index[axis] = at + 1 < side ? at + 1 : 0;
      from += at + 1 < side ? stride : -at * stride;
      if (at + 1 < side) break;
    }
  }
  return { shape, dtype, data: result };
}

/** Decodes IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
