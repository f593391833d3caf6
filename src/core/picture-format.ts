/** Detects the format of a picture from its first bytes. The file extension may be wrong. */

/** Formats that Pupila decodes, and foreign ones that it only recognizes. */
export type PictureFormat = 'PNG' | 'JPEG' | 'BMP' | 'PPM' | 'TIFF' | ForeignFormat;
export type ForeignFormat = 'WebP' | 'GIF' | 'HEIC' | 'AVIF';

/** How many bytes `pictureFormat` reads from the start of a file. */
export const FORMAT_BYTES = 64;

const SIGNATURES: readonly (readonly [PictureFormat, RegExp])[] = [
  ['PNG', /^\x89PNG\r\n.\n/s],
  ['JPEG', /^\xff\xd8\xff/],
  ['BMP', /^BM/],
  ['PPM', /^P[1-6]\s/],
  ['TIFF', /^(II\*\0|MM\0\*)/],
  ['GIF', /^GIF8/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  // ISO base media files list their formats as brands; some files list HEIC or AVIF only among the compatible
  // brands.
  ['AVIF', /^[^]{4}ftyp(avi[fs]|(mif1|msf1|miaf)[^]*?avi[fs])/],
  ['HEIC', /^[^]{4}ftyp(he(ic|ix|im|is|vc|vx|vm|vs)|mif1|msf1)/],
];

/** Returns the format, or null if the bytes are not a known picture format. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  const start = String.fromCharCode(...bytes.subarray(0, FORMAT_BYTES));
  return SIGNATURES.find(([, signature]) => signature.test(start))?.[0] ?? null;
}

/** Returns whether Pupila recognizes the format but cannot decode it. */
export function isForeign(format: PictureFormat): format is ForeignFormat {
  return ['WebP', 'GIF', 'HEIC', 'AVIF'].includes(format);
}
