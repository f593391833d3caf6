/** Modification times of files and folders, for steps that rebuild only what changed. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the newest modification time (ms) of the file, or of any file below the folder; 0 if it does not exist. */
export function newestIn(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), 0);
}
