/** The library behind the elements: loaded when one first needs it, so that a page shows at once and imports no tfjs. */
export const engine = () => import('../index');

/** What `engine` gives. */
export type Engine = Awaited<ReturnType<typeof engine>>;
