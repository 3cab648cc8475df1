/** The addresses of the help, as paths under the context path. */
import { paths } from '../layout/paths.ts';

export const helpPaths = {
  index: paths.help,
  document: (name: string) => `${paths.help}/${encodeURIComponent(name)}`,
  picture: (file: string) => `${paths.help}/pictures/${encodeURIComponent(file)}`,
} as const;

export const helpDocumentRoute = `${paths.help}/:document`;
export const helpPictureRoute = `${paths.help}/pictures/:picture`;

/** All of them, for who lets them through before there is an account. */
export const helpRoutes = [helpPaths.index, helpDocumentRoute, helpPictureRoute] as const;
