/** Describes the pictures of `predict` for the page: files, folders and zips. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PupilaError, invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { listPictures } from '../data/index/picture-list';
import type { RemotePictures } from './runner-protocol';
import { type ServedFiles, listFolder, realPathOf } from './served-files';

/** Addresses of files: this, then their path on this machine. */
const BASE = 'pictures';

/** A picture by its name for the user, and its path. */
interface Picture {
  name: string;
  path: string;
  realPath: string;
}

/** Pictures for the page, and which files of the folders were skipped. */
interface DescribedPictures {
  remote: RemotePictures[];
  files: ServedFiles;
  warnings: string[];
}

/**
 * Finds pictures, in the order of `images`: the files, the pictures in folders and their subfolders, and zips, which the
 * page opens.
 *
 * @throws {PupilaError} 'invalid-argument' if one does not exist; 'no-images' if a folder has no pictures.
 */
export function describePictures(images: readonly string[]): DescribedPictures {
  const remote: RemotePictures[] = [];
  const files = new Map<string, string>();
  const warnings: string[] = [];
  let listed: Picture[] = [];
  const endList = (): void => {
    if (listed.length > 0) remote.push(listingOf(listed));
    for (const { path, realPath } of listed) files.set(BASE + path, realPath);
    listed = [];
  };
  for (const image of images) {
    const path = resolve(image);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const folder = picturesIn(path, image);
      warnings.push(...folder.warnings);
      // Not one argument for each: there may be very many.
      listed = listed.concat(folder.pictures);
    } else if (!stat?.isFile()) {
      throw invalidArgument(message`IMAGE must be a picture file, a folder or a .zip file.`, {
        IMAGE: image,
      });
    } else if (path.toLowerCase().endsWith('.zip')) {
      endList();
      const url = `zip-${remote.length}`;
      files.set(url, realPathOf(path));
      remote.push({ data: { kind: 'url', url, name: image }, names: image });
    } else listed.push({ name: image, path, realPath: realPathOf(path) });
  }
  endList();
  return { remote, files, warnings };
}

function listingOf(pictures: readonly Picture[]): RemotePictures {
  const paths = pictures.map(({ path }) => path);
  return {
    data: { kind: 'listing', base: BASE, paths, name: BASE },
    names: pictures.map(({ name }) => name),
  };
}

function picturesIn(path: string, folder: string): { pictures: Picture[]; warnings: string[] } {
  const files = listFolder(path);
  const { paths, warnings } = listPictures([...files.keys()]);
  if (paths.length === 0) throw new PupilaError('no-images', message`${folder} has no pictures.`);
  const pictures = paths.map((relativePath) => ({
    name: join(folder, relativePath),
    path: join(path, relativePath),
    // A broken link has none, and fails when it is read.
    realPath: files.get(relativePath) ?? join(path, relativePath),
  }));
  return { pictures, warnings: warnings.map(({ text }) => text) };
}
