/**
 * The course's augmentation for training pictures: Keras's names in camelCase. Plain data, quoted in code and texts.
 */
export const COURSE_AUGMENTATION_OPTIONS = {
  rescale: 1 / 255,
  rotationRange: 40,
  widthShiftRange: 0.2,
  heightShiftRange: 0.2,
  shearRange: 0.2,
  zoomRange: 0.2,
  horizontalFlip: true,
  fillMode: 'constant',
} as const;
