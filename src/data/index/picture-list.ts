/** Lists the pictures to predict in a folder or an archive. Works on paths only and reads no files. */
import type { Message } from '../../core/message';
import { message } from '../../core/message';
import { compareAsWalk } from './directory-index';
import { Collector, isForeign, isHidden, isImage, warningTexts } from './skipped-files';

/** The pictures of a folder and its subfolders, sorted like `flow_from_directory`'s. */
export interface PictureList {
  /** Includes pictures of formats that Pupila does not read, such as WebP: reading them tells why. */
  paths: string[];
  /** Which other files were skipped. */
  warnings: Message[];
}

/** @param paths Paths of all files, separated by `/`. */
export function listPictures(paths: readonly string[]): PictureList {
  const hidden = new Collector(message`Hidden files were skipped`);
  const others = new Collector(message`Files that are not pictures were skipped`);
  const pictures = paths.filter((path) => {
    const isPicture = isImage(path) || isForeign(path);
    if (isHidden(path)) hidden.add(path);
    else if (!isPicture) others.add(path);
    return isPicture && !isHidden(path);
  });
  return {
    paths: pictures.sort(compareAsWalk),
    warnings: warningTexts([...hidden.result(), ...others.result()]),
  };
}
