/**
 * The name of the file at an address, to be shown: the last part of its path, decoded where it can be.
 *
 * @param fallback Name where the path ends in a slash.
 * @example
 * fileNameOf('https://a.org/cats%20and%20dogs.zip?v=2', 'data.zip'); // 'cats and dogs.zip'
 */
export function fileNameOf(url: string, fallback: string): string {
  const name = new URL(url).pathname.split('/').pop() || fallback;
  try {
    return decodeURIComponent(name);
  } catch {
    // A % that begins no code.
    return name;
  }
}
