/** Returns the file name in an address. */
export function fileNameIn(address: string): string {
  return address.split(/[?#]/)[0]?.split('/').pop() || address;
}
