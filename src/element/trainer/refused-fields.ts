/** The fields of the settings with a text that breaks their rule. */
import type { PropertyValues } from 'lit';
import type { Refusals } from '../checked-field';
import { SETTINGS, type Setting } from './settings';

/** Owner: the element. The form writes to `texts`, also where the reader then leaves its tab. */
export class RefusedFields {
  readonly texts: Refusals = new Map();

  /** The first of them in form order, or null. */
  get first(): Setting | null {
    return SETTINGS.find(({ name }) => this.texts.has(name)) ?? null;
  }

  /** Forgets the texts of settings that were set otherwise, or that cannot be edited any more. */
  update(changed: PropertyValues, isEditable: (setting: Setting) => boolean): void {
    for (const setting of SETTINGS)
      if (changed.has(setting.name) || !isEditable(setting)) this.texts.delete(setting.name);
  }
}
