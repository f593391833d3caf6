/** Returns the file name in an address, which may be relative, as it is written. The address itself if it ends in a slash. */
export function fileNameIn(address: string): string {
  return address.split(/[?#]/)[0]?.split('/').pop() || address;
}

/**
 * Returns the file name in a URL, for display: the last part of the path, decoded if possible.
 *
 * @param fallback Name to use if the path ends in a slash.
 * @example
 * fileNameOf('https://a.org/cats%20and%20dogs.zip?v=2', 'data.zip'); // 'cats and dogs.zip'
 */
export function fileNameOf(url: string, fallback: string): string {
  const name = new URL(url).pathname.split('/').pop() || fallback;
  try {
    return decodeURIComponent(name);
  } catch {
    // A % that is not an escape sequence.
    return name;
  }
}
