/**
 * Lazy imports of the library, so that a page appears immediately and without tfjs. A lab on a picture needs only the
 * two small modules below, which load in parallel.
 */
export const engine = () => import('../internal');

/** Decodes pictures, without tfjs. */
export const pictures = () => import('../generator/picture');

/** Single operations on a picture, with tfjs but without layers and training. */
export const operations = () => import('../views/inspect/operations');

/** The module that `engine` imports. */
export type Engine = Awaited<ReturnType<typeof engine>>;
