/** What DATA names, as the page will see it: a zip or npz file, a folder, or a URL. */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import { fileNameOf } from '../core/file-name';
import { isReadable } from '../data/index/directory-index';
import type { RemoteData } from './runner-protocol';
import { type ServedFiles, isUrl, listFolder, realPathOf } from './served-files';

/**
 * Finds a data set. Of a folder the page hears every name, so that it can say what is left out, and may read the
 * pictures.
 *
 * @param address Where the server has it.
 * @throws {PupilaError} 'invalid-argument' when there is none.
 */
export function describeData(data: string, address: string): { remote: RemoteData; files: ServedFiles } {
  if (isUrl(data)) {
    const remote = { kind: 'url', url: address, name: fileNameOf(data, 'data.zip') } as const;
    return { remote, files: new Map([[address, data]]) };
  }
  const path = resolve(data);
  const stat = statSync(path, { throwIfNoEntry: false });
  const name = basename(path);
  if (stat?.isFile())
    return { remote: { kind: 'url', url: address, name }, files: new Map([[address, realPathOf(path)]]) };
  if (!stat?.isDirectory())
    throw invalidArgument('DATA is a .zip or .npz file, a folder of class folders, or a URL.', {
      DATA: data,
    });
  const listed = listFolder(path);
  const files = new Map<string, string>();
  for (const [below, real] of listed)
    if (real !== null && isReadable(below)) files.set(`${address}/${below}`, real);
  return { remote: { kind: 'listing', base: `${address}/`, paths: [...listed.keys()], name }, files };
}
