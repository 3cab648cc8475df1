/** The addresses of the pages of web hooks, as paths under the context path. */
import { paths } from '../../layout/paths.ts';

const list = paths.webHooks;
const of = (id: number) => `${list}/${id}`;

export const hookPaths = {
  list,
  /** Switches all of them on or off. */
  all: `${list}/all`,
  create: `${list}/create`,
  of,
  edit: (id: number) => `${of(id)}/edit`,
  test: (id: number) => `${of(id)}/test`,
  state: (id: number) => `${of(id)}/state`,
  remove: (id: number) => `${of(id)}/delete`,
} as const;
