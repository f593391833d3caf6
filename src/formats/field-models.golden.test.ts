/** Loads model files from public repositories and compares their outputs with Keras's. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { openArchive } from '../data/archive/archive';
import { readNpy } from '../data/archive/npy';
import { startWasm } from '../engines/wasm/wasm.testing';
import { readModel } from './model-file';

const ROOT = '../shared/models';
const isPresent = existsSync(`${ROOT}/expected`);

/** Files that are refused, and why. */
const REFUSED: Readonly<Record<string, string>> = {};

const ids = isPresent ? readdirSync(ROOT).filter((name) => existsSync(`${ROOT}/expected/${name}.npz`)) : [];

const read = (path: string) => new Uint8Array(readFileSync(path));

async function load(id: string) {
  const files = readdirSync(`${ROOT}/${id}`);
  const name = files.find((file) => /\.(keras|h5|hdf5)$|^model\.json$/.test(file)) as string;
  const readBeside = (path: string) => Promise.resolve(read(`${ROOT}/${id}/${path}`));
  return (await readModel(read(`${ROOT}/${id}/${name}`), { readBeside })).model;
}

async function expected(id: string) {
  const archive = await openArchive(read(`${ROOT}/expected/${id}.npz`));
  const array = async (name: string) => readNpy(await archive.read(`${name}.npy`));
  const inputs = archive.paths.filter((path) => path.startsWith('x')).sort();
  return { x: await Promise.all(inputs.map((path) => array(path.replace('.npy', '')))), y: await array('y') };
}

if (!isPresent)
  console.log(`${ROOT} is missing, so models from the field are not compared with Keras's outputs.`);
describe.skipIf(!isPresent)('models from the field', () => {
  beforeAll(async () => void (await startWasm()));

  it.each(ids)('%s', async (id) => {
    const refusal = REFUSED[id];
    if (refusal) return expect(load(id)).rejects.toThrow(refusal);
    const model = await load(id);
    const { x, y } = await expected(id);
    const inputs = x.map(({ data, shape }) => tensor(Float32Array.from(data), shape));
    const output = model.predict(inputs) as Tensor;
    expect(output.shape).toEqual(y.shape);
    const scale = Math.max(...Array.from(y.data, Math.abs));
    expect(maxError(await output.data(), y.data) / scale).toBeLessThan(1e-4);
    output.dispose();
    inputs.forEach((input) => input.dispose());
    model.dispose();
  });
});
