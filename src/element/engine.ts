/**
 * The library behind the elements: loaded when one first needs it, so that a page shows at once and imports no tfjs.
 * What a lab on a picture needs comes in two small parts before the whole, and they load side by side.
 */
export const engine = () => import('../index');

/** Pictures in pixels, without tfjs. */
export const pictures = () => import('../generator/picture');

/** Single operations on a picture: tfjs without layers and training. */
export const operations = () => import('../views/inspect/operations');

/** What `engine` gives. */
export type Engine = Awaited<ReturnType<typeof engine>>;
