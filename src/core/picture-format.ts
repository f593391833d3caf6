/** Which format a picture has, told by its first bytes. A file's name may say another. */

/** Formats that Pupila decodes, then those that it knows by sight alone. */
export type PictureFormat = 'PNG' | 'JPEG' | 'BMP' | 'PPM' | 'TIFF' | ForeignFormat;
export type ForeignFormat = 'WebP' | 'GIF' | 'HEIC' | 'AVIF';

/** Bytes from the start of a file that `pictureFormat` looks at. */
export const FORMAT_BYTES = 64;

const SIGNATURES: readonly (readonly [PictureFormat, RegExp])[] = [
  ['PNG', /^\x89PNG\r\n.\n/s],
  ['JPEG', /^\xff\xd8\xff/],
  ['BMP', /^BM/],
  ['PPM', /^P[1-6]\s/],
  ['TIFF', /^(II\*\0|MM\0\*)/],
  ['GIF', /^GIF8/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  // ISO base media files say in brands what they are; some name HEIC or AVIF among the compatible ones only.
  ['AVIF', /^[^]{4}ftyp(avi[fs]|(mif1|msf1|miaf)[^]*?avi[fs])/],
  ['HEIC', /^[^]{4}ftyp(he(ic|ix|im|is|vc|vx|vm|vs)|mif1|msf1)/],
];

/** Null: no picture that Pupila knows. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  const start = String.fromCharCode(...bytes.subarray(0, FORMAT_BYTES));
  return SIGNATURES.find(([, signature]) => signature.test(start))?.[0] ?? null;
}

/** Whether Pupila knows the format by sight alone. */
export function isForeign(format: PictureFormat): format is ForeignFormat {
  return ['WebP', 'GIF', 'HEIC', 'AVIF'].includes(format);
}
