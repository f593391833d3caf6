/** Names of the classes of a model that has none: 'class 0', 'class 1' … `Formats.className` translates them. */

/** Returns the names of numbered classes. */
export const numberedClasses = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `class ${i}`);

/** Whether classes have no names of their own. */
export const areNumbered = (classes: readonly string[]): boolean =>
  String(classes) === String(numberedClasses(classes.length));
