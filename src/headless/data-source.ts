/** Describes DATA for the page: a zip or npz file, a folder, or a URL. */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { fileNameOf } from '../core/file-name';
import { isReadable } from '../data/index/skipped-files';
import type { RemoteData } from './runner-protocol';
import { type ServedFiles, isUrl, listFolder, realPathOf } from './served-files';

/**
 * Finds a data set. For a folder, the page receives all file names, to report skipped files, but can only read the
 * pictures.
 *
 * @param address Address of the data set on the server.
 * @throws {PupilaError} 'invalid-argument' if it does not exist.
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
    throw invalidArgument(message`DATA must be a .zip or .npz file, a folder of class folders, or a URL.`, {
      DATA: `${data} (${stat ? 'which is none of them' : 'which does not exist'})`,
    });
  const listed = listFolder(path);
  const files = new Map<string, string>();
  for (const [relativePath, realPath] of listed)
    if (realPath !== null && isReadable(relativePath)) files.set(`${address}/${relativePath}`, realPath);
  return { remote: { kind: 'listing', base: `${address}/`, paths: [...listed.keys()], name }, files };
}
