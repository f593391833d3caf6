/**
 * Messages of errors and warnings in Spanish, by their English templates. `src/i18n/messages.test.ts` keeps them
 * complete. Loaded only when a message is shown.
 */
import type { Templates } from '../../translate';
import { data } from './data';
import { models } from './models';
import { options } from './options';
import { pictures } from './pictures';
import { running } from './running';

export const messages: Templates = { ...data, ...models, ...options, ...pictures, ...running };
