/** The course's augmentation of its training pictures, by Keras's names in camelCase. Plain data: code and texts quote it. */
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
