/** The files of the tfjs layers format: `model.json`, and the weight files that it names. */

/** The file with the network. */
export const MODEL_JSON = 'model.json';

/** Returns the path of the first `model.json`, in any folder. */
export function modelJsonIn(paths: readonly string[]): string | undefined {
  return paths.find((path) => path === MODEL_JSON || path.endsWith(`/${MODEL_JSON}`));
}

/** Returns the names of the weight files in a `model.json`, which may be malformed. */
export function weightFileNames(json: unknown): string[] {
  const { weightsManifest } = (json ?? {}) as { weightsManifest?: ({ paths?: unknown } | null)[] };
  const groups = Array.isArray(weightsManifest) ? weightsManifest : [];
  const names = groups.flatMap((group) => (Array.isArray(group?.paths) ? (group.paths as unknown[]) : []));
  return names.filter((name) => typeof name === 'string');
}
