/** The forms in which callers pass a data set, and their conversion to a `DataSource`. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import type { DataSource } from '../protocol/data-protocol';

/** A zip or `.npz` file, its address, the files of a folder, or a `DataSource`. */
export type ImageSource = DataSource | Blob | URL | string | readonly File[];

/** Converts to a `DataSource`. @throws {PupilaError} 'invalid-argument' for anything else. */
export function toDataSource(source: ImageSource): DataSource {
  if (typeof source === 'string' || source instanceof URL) {
    return withAbsoluteUrl({ kind: 'url', url: String(source) });
  }
  if (source instanceof Blob) {
    return { kind: 'archive', blob: source, name: source instanceof File ? source.name : 'data' };
  }
  if (isFiles(source)) {
    // Files of a chosen or dropped folder have a relative path; single files only have a name.
    const files = source.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
    return { kind: 'files', files, name: (files[0]?.path ?? '').split('/')[0] as string };
  }
  if (typeof source === 'object' && source !== null && 'kind' in source) return withAbsoluteUrl(source);
  throw invalidArgument(
    message`A data set must be a file, its address, a list of files or a \`DataSource\`.`,
    { source },
  );
}

/** Resolves addresses against the page: a worker would resolve them against its own script. */
export function withAbsoluteUrl(source: DataSource): DataSource {
  const absolute = (url: string): string => new URL(url, document.baseURI).href;
  if (source.kind === 'url') return { ...source, url: absolute(source.url) };
  if (source.kind === 'listing') return { ...source, base: absolute(source.base) };
  return source;
}

function isFiles(source: ImageSource): source is readonly File[] {
  return Array.isArray(source) && source.every((file) => file instanceof File);
}
