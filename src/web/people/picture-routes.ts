/** One's own picture: uploaded by a form, scaled down in a process of its own, and shown to whoever may see people. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { picturePath, type UserPicture, type UserPictures } from '../../accounts/user-pictures.ts';
import { apiRoute, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { onePicture, readTextsFirst, registerUploads, skipRest, startOfFile } from '../../http/uploads.ts';
import type { ThumbnailMaker } from '../../wiki/attachments/thumbnail-maker.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { signedIn } from './signed-in.ts';

export type PictureProblem = 'missing' | 'too-large' | 'unreadable' | 'busy' | 'unavailable';

export interface PictureDeps {
  readonly views: PageViews;
  readonly pictures: UserPictures;
  /** Makes a small square one of what was sent. */
  readonly makePicture: ThumbnailMaker;
}

/** Of what is sent, in bytes: a photograph of a phone. */
const largestPicture = 10 * 1024 * 1024;
/** Each is a process for a moment. */
const mostAtOnce = 2;
/** Each is held in memory until all of it has come. */
const mostTaken = 16;

/** @param showProblem the page with the form, and what is wrong */
export function registerPicture(
  app: App,
  deps: PictureDeps,
  showProblem: (request: FastifyRequest, reply: FastifyReply, problem: PictureProblem) => FastifyReply,
): void {
  const { views, pictures, makePicture } = deps;
  let making = 0;
  let taking = 0;

  async function taken(request: FastifyRequest): Promise<UserPicture | PictureProblem> {
    if (taking >= mostTaken) return 'busy';
    taking += 1;
    try {
      const bytes = await startOfFile(request, 'picture', largestPicture);
      if (bytes.length === 0) return 'missing';
      return bytes.length > largestPicture ? 'too-large' : await made(bytes);
    } finally {
      taking -= 1;
    }
  }

  async function made(bytes: Buffer): Promise<UserPicture | PictureProblem> {
    if (making >= mostAtOnce) return 'busy';
    making += 1;
    try {
      const outcome = await makePicture(Readable.from([bytes]));
      switch (outcome.outcome) {
        case 'made':
          return { mediaType: isPng(outcome.bytes) ? 'image/png' : 'image/jpeg', bytes: outcome.bytes };
        case 'refused':
        case 'failed':
          return 'unreadable';
        case 'unavailable':
          return 'unavailable';
      }
    } finally {
      making -= 1;
    }
  }

  void registerUploads(app, (routes) => {
    routes.post(
      paths.picture,
      { config: { access: pageRoute() }, preValidation: readTextsFirst(onePicture) },
      async (request, reply) => {
        const outcome = await taken(request);
        if (typeof outcome === 'string') {
          skipRest(request);
          return showProblem(request, reply.code(outcome === 'busy' ? 503 : 422), outcome);
        }
        await pictures.save(signedIn(request).person.id, outcome);
        return views.goOn(reply, paths.profile, 'picture-saved');
      },
    );
  });

  app.post(paths.removePicture, { config: { access: pageRoute() } }, async (request, reply) => {
    await pictures.remove(signedIn(request).person.id);
    return views.goOn(reply, paths.profile, 'picture-removed');
  });

  // As the pages of people, and the API's answers about them: for those who use this site.
  app.get<{ Params: { userKey: string; picture: string } }>(
    picturePath(':userKey', ':picture'),
    { config: { access: apiRoute('READ', { resource: '' }) } },
    async (request, reply) => {
      const { userKey } = request.params;
      const picture = await pictures.find(userKey, request.params.picture);
      if (picture === undefined) return reply.callNotFound();
      return reply
        .header('Content-Security-Policy', "default-src 'none'; sandbox")
        .header('Content-Disposition', 'inline')
        .header('Cache-Control', 'private, max-age=31536000, immutable')
        .type(picture.mediaType)
        .send(picture.bytes);
    },
  );
}

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(1, 4).toString('latin1') === 'PNG';
}
