/** Numbers that a lab shows, by name: arrays with Keras's shapes. `npm run check:keras` compares them with Keras's. */
export type LabNumbers = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>
>;

/** Returns a picture as an array, (height, width, channels); an empty one for null. */
export function arrayOf(
  image: { height: number; width: number; channels: number; data: Float32Array } | null,
): LabNumbers[string] {
  return image
    ? { shape: [image.height, image.width, image.channels], data: image.data }
    : { shape: [0], data: [] };
}
