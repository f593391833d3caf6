import fc from 'fast-check';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from './npy';
import { RandomState } from '../../random/random-state';
import { npzDataset, readNpz } from './npz';
import { checkProperty } from '../../random/property.testing';

const header = (text: string, version = 1): Uint8Array<ArrayBuffer> => {
  const body = new TextEncoder().encode(text);
  const size = version === 1 ? [body.length & 255, body.length >> 8] : [body.length, 0, 0, 0];
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...size, ...body);
};
const file = (text: string, data: number[], version = 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...header(text, version), ...data]);

describe('npy', () => {
  it('reads what it writes', async () => {
    const array = fc.array(fc.float({ noNaN: true }), { maxLength: 40 });
    await checkProperty(
      fc.property(array, (values) => {
        const data = Float32Array.from(values);
        expect(readNpy(writeNpy([data.length], data))).toEqual({ shape: [data.length], dtype: 'f4', data });
      }),
    );
  });

  it('starts data at a multiple of 64', () => {
    for (const shape of [[1], [2, 3], [1, 2, 3, 4, 5]]) {
      const count = shape.reduce((a, b) => a * b, 1);
      expect((writeNpy(shape, new Uint8Array(count)).length - count) % 64).toBe(0);
    }
  });

  it.each([
    ["{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", [0, 5, 255, 255], [5, -1]],
    ["{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", [7, 0, 0, 0, 0, 0, 0, 0], [7]],
    [
      "{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }",
      [0, 0x3c, 0, 0xc0, 1, 0],
      [1, -2, 2 ** -24],
    ],
    ["{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6], [1, 2, 3, 4, 5, 6]],
    ["{'descr': '|b1', 'fortran_order': False, 'shape': (), }", [1], [1]],
  ])('reads %s', (text, bytes, values) => {
    expect([...readNpy(file(text, bytes)).data]).toEqual(values);
    expect([...readNpy(file(text, bytes, 2)).data]).toEqual(values);
  });

  it('reads column-major arrays of any shape', async () => {
    const shapes = fc.array(fc.nat(4), { maxLength: 4 });
    await checkProperty(
      fc.property(shapes, (shape) => {
        const count = shape.reduce((a, b) => a * b, 1);
        // The stored values are row-major positions, written in column-major order.
        const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
        const stored = Array.from({ length: count }, (_, place) => {
          let rest = place;
          return shape.reduce((sum, side, axis) => {
            const at = rest % side;
            rest = Math.floor(rest / side);
            return sum + at * (strides[axis] as number);
          }, 0);
        });
        const sides = shape.map((side) => `${side},`).join('');
        const text = `{'descr': '<u2', 'fortran_order': True, 'shape': (${sides}), }`;
        const { data } = readNpy(
          file(
            text,
            stored.flatMap((value) => [value & 255, value >> 8]),
          ),
        );
        expect([...data]).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it('reads an array that starts at an unaligned byte', () => {
    const bytes = writeNpy([2], Float32Array.of(1.5, -2));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(readNpy(shifted.subarray(1)).data).toEqual(Float32Array.of(1.5, -2));
    expect(readNpy(Buffer.from(shifted).subarray(1)).data).toEqual(Float32Array.of(1.5, -2));
  });

  it('reads or rejects any damaged file', async () => {
    const whole = writeNpy([3, 2], Int32Array.of(1, 2, 3, 4, 5, 6));
    const damage = fc.record({
      length: fc.nat(whole.length),
      at: fc.nat(whole.length - 1),
      byte: fc.nat(255),
    });
    const outcome = (bytes: Uint8Array): string => {
      try {
        return typeof readNpy(bytes).data.length === 'number' ? 'invalid-argument' : '';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    await checkProperty(
      fc.property(damage, ({ length, at, byte }) => {
        expect(outcome(whole.slice(0, length))).toBe('invalid-argument');
        const changed = whole.slice();
        changed[at] = byte;
        expect(outcome(changed)).toBe('invalid-argument');
      }),
    );
  });

  it.each([
    new Uint8Array(0),
    new TextEncoder().encode('not an array at all'),
    file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", [1]),
    file("{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }", [1]),
    header("{'descr': '<f4'}"),
    file("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", [0, 0, 0, 0]),
    file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0.5), }", [0, 0, 0, 0]),
    file(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'9'.repeat(400)}, 0), }`, []),
    file(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1'.repeat(5000)}x), }`, []),
  ])('rejects damaged files', (bytes) => {
    expect(() => readNpy(bytes)).toThrow('.npy');
  });
});

describe('npz', () => {
  const npz = async (arrays: Record<string, Uint8Array>): Promise<Uint8Array<ArrayBuffer>> => {
    const zip = new JSZip();
    for (const [name, bytes] of Object.entries(arrays)) zip.file(`${name}.npy`, bytes);
    return zip.generateAsync({ type: 'uint8array' }) as Promise<Uint8Array<ArrayBuffer>>;
  };
  const images = (n: number): Uint8Array =>
    writeNpy(
      [n, 2, 2],
      Uint8Array.from({ length: n * 4 }, (_, i) => i),
    );
  const labels = (...values: number[]): Uint8Array => writeNpy([values.length], Int32Array.from(values));

  it('finds training and test', async () => {
    const arrays = await readNpz(
      await npz({ x_train: images(3), y_train: labels(0, 2, 1), x_test: images(1), y_test: labels(1) }),
    );
    const { training, validation, classes } = npzDataset(arrays);
    expect(training).toMatchObject({ imageShape: [2, 2, 1], bytes: true, labels: Int32Array.of(0, 2, 1) });
    expect(validation?.labels).toEqual(Int32Array.of(1));
    expect(classes).toEqual(['0', '1', '2']);
  });

  it('uses the first part for validation, as Keras does, and reads one-hot labels', async () => {
    const oneHot = writeNpy([4, 2], Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0));
    const { training, validation } = npzDataset(await readNpz(await npz({ x: images(4), y: oneHot })), 0.25);
    expect(validation?.labels).toEqual(Int32Array.of(0));
    expect(training.labels).toEqual(Int32Array.of(1, 1, 0));
    expect(training.classes).toBe(2);
    expect([...training.x.subarray(0, 4)]).toEqual([4, 5, 6, 7]);
  });

  it('reads weights of the images, which a split divides as the images', async () => {
    const weights = (...values: number[]): Uint8Array =>
      writeNpy([values.length, 1], Float32Array.from(values));
    const given = { x: images(4), y: labels(0, 1, 0, 1), sample_weight: weights(1, 2, 0, 4) };
    const split = npzDataset(await readNpz(await npz(given)), 0.25);
    expect(split.training.sampleWeight).toEqual(Float32Array.of(2, 0, 4));
    expect(split.validation?.sampleWeight).toEqual(Float32Array.of(1));
    const parts = { x_train: images(2), y_train: labels(0, 1), x_test: images(1), y_test: labels(1) };
    const tested = npzDataset(await readNpz(await npz({ ...parts, sample_weight_test: weights(3) })));
    expect(tested.training.sampleWeight).toBeNull();
    expect(tested.validation?.sampleWeight).toEqual(Float32Array.of(3));
  });

  it('takes a random share for validation', async () => {
    const arrays = await readNpz(await npz({ x: images(6), y: labels(0, 1, 2, 3, 4, 5) }));
    const { training, validation } = npzDataset(arrays, 0.5, 3);
    const order = new RandomState(3).permutation(6);
    expect(validation?.labels).toEqual(order.slice(3).sort());
    expect(training.labels).toEqual(order.slice(0, 3).sort());
    for (const { x, labels: own } of [training, validation!])
      expect([...x]).toEqual([...own].flatMap((label) => [0, 1, 2, 3].map((i) => 4 * label + i)));
  });

  it('counts the classes of one-hot rows by their columns', async () => {
    const y = writeNpy([2, 3], Uint8Array.of(1, 0, 0, 0, 1, 0));
    expect(npzDataset(await readNpz(await npz({ x: images(2), y }))).classes).toEqual(['0', '1', '2']);
  });

  it.each([
    [
      ['X_train', 'y_train'],
      ['X_test', 'y_test'],
    ],
    [['X', 'y'], null],
    [['images', 'labels'], null],
    [
      ['train_images', 'train_labels'],
      ['val_images', 'val_labels'],
    ],
    [
      ['x_train', 'y_train'],
      ['x_valid', 'y_valid'],
    ],
    [['arr_0', 'arr_1'], null],
    [
      ['arr_0', 'arr_1'],
      ['arr_2', 'arr_3'],
    ],
  ])('finds the parts by the names that people give them: %j %j', async (training, validation) => {
    const part = (names: string[], n: number) => ({
      [names[0] as string]: images(n),
      [names[1] as string]: labels(...new Array<number>(n).fill(1)),
    });
    const arrays = { ...part(training, 3), ...(validation && part(validation, 2)) };
    const found = npzDataset(await readNpz(await npz(arrays)));
    expect(found.training).toMatchObject({ name: training[0], labels: Int32Array.of(1, 1, 1) });
    expect(found.validation?.name).toBe(validation?.[0]);
    expect(found.warnings).toEqual([]);
  });

  it('prefers a validation part to a test part, and names all that it does not use, readable or not', async () => {
    const arrays = {
      ...{ x_train: images(2), y_train: labels(0, 1), x_test: images(1), y_test: labels(1) },
      ...{ x_val: images(1), y_val: labels(0), names: file("{'descr': '<U3', 'shape': (1,), }", []) },
    };
    const { validation, warnings } = npzDataset(await readNpz(await npz(arrays)));
    expect(validation?.labels).toEqual(Int32Array.of(0));
    expect(warnings.map(({ text }) => text)).toEqual(['These arrays are not used: x_test, y_test, names.']);
  });

  it('names the array that is damaged', async () => {
    const damaged = await readNpz(await npz({ x: images(2), y: new Uint8Array(20) }));
    expect(() => npzDataset(damaged)).toThrow('y.npy: An .npy file must start with');
    await expect(readNpz(new Uint8Array(20))).rejects.toMatchObject({ code: 'bad-archive' });
  });

  it.each([
    [{ x: images(2) }, 'Received: arrays=["x"]'],
    [{ x: writeNpy([2, 2], new Uint8Array(4)), y: labels(0, 1) }, 'Received: shape=[2,2]'],
    [{ x: images(2), y: labels(0) }, 'one label per image'],
    [{ x: images(2), y: labels(0, -1) }, 'class numbers from 0 to'],
    [{ x: writeNpy([2, 0, 2], new Uint8Array(0)), y: labels(0, 1) }, 'Received: shape=[2,0,2]'],
    [{ x: images(2), y: labels(0, 2_000_000_000) }, 'Received: index=1, value=2000000000'],
    [{ x: images(2), y: writeNpy([2], Float32Array.of(0, NaN)) }, 'Received: index=1'],
    [{ x: images(1), y: writeNpy([1, 2], Uint8Array.of(1, 1)) }, 'Received: index=0'],
    [{ x: images(2), y: writeNpy([2, 0], new Uint8Array(0)) }, 'one label per image'],
    [{ x_train: images(1), y_train: labels(0), x_test: images(1) }, 'or `x_test`, `y_test`'],
    [{ x: writeNpy([0, 2, 2], new Uint8Array(0)), y: labels() }, '`x` must not be empty'],
    [{ x: images(2), y: writeNpy([2], Float32Array.of(0, 0.5)) }, 'Received: index=1, value=0.5'],
    [
      { x: images(2), y: labels(0, 1), sample_weight: labels(1) },
      '`sample_weight` must have one weight per image',
    ],
    [{ x: images(2), y: labels(0, 1), sample_weight: labels(1, -1) }, 'Received: index=1, value=-1'],
    [{ x: images(2), y: labels(0, 1), sample_weight_train: labels(1, 1) }, 'must be named like the images'],
  ])('says which array is wrong', async (arrays, message) => {
    const read = await readNpz(await npz(arrays));
    expect(() => npzDataset(read)).toThrow(message);
  });
});
