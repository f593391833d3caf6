/**
 * Reads the orientation that a camera stores in a JPEG. Nothing here turns a picture: Keras's `load_img` ignores the
 * orientation, so the network gets the pixels as stored, and every view shows them like that.
 */

/** How many bytes `exifOrientation` needs: EXIF comes first and takes at most 64 KiB. */
export const EXIF_BYTES = 2 ** 17;

const SOI = 0xffd8;
const APP1 = 0xffe1;
/** "Exif", 0, 0. */
const EXIF = [0x45786966, 0] as const;
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

/**
 * Returns the orientation, 1 … 8. 1 is upright, also for pictures without one.
 *
 * @param start The first `EXIF_BYTES` bytes of a file.
 */
export function exifOrientation(start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  try {
    const tiff = exifStart(view);
    return tiff === null ? 1 : orientationIn(view, tiff);
  } catch (error) {
    // The file ends before the value does.
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** Returns where the TIFF header within the EXIF segment starts, or null. */
function exifStart(view: DataView): number | null {
  if (view.getUint16(0) !== SOI) return null;
  let at = 2;
  // Metadata are in the application segments APP0 … APP15, before all others.
  while ((view.getUint16(at) & 0xfff0) === 0xffe0) {
    const isExif = view.getUint16(at) === APP1 && view.getUint32(at + 4) === EXIF[0];
    if (isExif && view.getUint16(at + 8) === EXIF[1]) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function orientationIn(view: DataView, tiff: number): number {
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * ENTRY_BYTES;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
