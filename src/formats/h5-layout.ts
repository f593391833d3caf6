/** Where a zip has a `.h5` file. */

/** Returns the path of the first `.h5` file of a model, in any folder. A `.keras` file has only weights in one. */
export function h5In(paths: readonly string[]): string | undefined {
  return paths.find((path) => /\.(h5|hdf5)$/i.test(path) && !/\.weights\.h5$/i.test(path));
}
