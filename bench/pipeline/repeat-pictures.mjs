/** Creates a large zip by repeating the training images of another one under new names. */
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import JSZip from 'jszip';

/** @returns {Promise<string>} Path of the zip in `build/`. It is created once for each number of images. */
export async function repeatPictures(file, images) {
  const target = resolve(`build/bench/repeated-${images}.zip`);
  if (existsSync(target)) return target;
  const source = await JSZip.loadAsync(readFileSync(file));
  const pictures = Object.values(source.files).filter(
    ({ dir, name }) => !dir && /train\/[^/]+\/[^/]+\.(jpg|png)$/i.test(name),
  );
  const contents = await Promise.all(pictures.map((picture) => picture.async('nodebuffer')));
  const zip = new JSZip();
  for (let i = 0; i < images; i++) {
    const [label, name] = pictures[i % pictures.length].name.split('/').slice(-2);
    zip.file(`${label}/${Math.floor(i / pictures.length)}-${name}`, contents[i % pictures.length]);
  }
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.part`;
  await pipeline(zip.generateNodeStream({ streamFiles: true }), createWriteStream(part));
  renameSync(part, target);
  return target;
}
