/** Shared by the scripts of test pages: the built library, and the references from the server. */
import { type NpyArray, readNpy } from '../../src/data/archive/npy';
import type * as Pupila from '../../src/index';

const built: string = '/browser/pupila.js';
/** The built library, not its sources. */
export const pupila = (await import(built)) as typeof Pupila;

/** Fetches a reference file. */
export async function file(path: string): Promise<Blob> {
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.blob();
}

/** Fetches a reference array. */
export async function array(path: string): Promise<NpyArray> {
  return readNpy(new Uint8Array(await (await file(path)).arrayBuffer()));
}

/** Returns a hash of a batch's bytes: equal batches have equal hashes. */
export async function digest(
  ...parts: (Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | null)[]
): Promise<string> {
  const hashes = [];
  for (const part of parts) {
    const hash = part && (await crypto.subtle.digest('SHA-256', part));
    hashes.push(hash ? Array.from(new Uint8Array(hash), (byte) => byte.toString(16)).join('') : 'none');
  }
  return hashes.join(' ');
}
