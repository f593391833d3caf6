/** Names of a run's checkpoints among its results. Two are written in turns; `best.ckpt` is that of the best epoch. */
export const CHECKPOINTS = 'checkpoints';
export const TURNS = ['0.ckpt', '1.ckpt'] as const;
export const CHECKPOINT_FILES = [...TURNS, 'best.ckpt'].map((name) => `${CHECKPOINTS}/${name}`);
