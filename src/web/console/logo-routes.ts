/** The logo of a link: uploaded by an administrator, shown to everybody. Never fetched from a URL (the lesson of CVE-2017-9506). */
import { describeLogoProblem, largestLogo } from '../../applinks/logo.ts';
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute, publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { onePicture, readTextsFirst, registerUploads, skipRest, startOfFile } from '../../http/uploads.ts';
import { administratorOf, type ConsoleDeps, seeOther, sendRefusal } from './console-route.ts';
import { linkPaths } from './link-paths.ts';
import { showLink } from './link-routes.ts';

const config = { access: pageRoute('administer') };

/** The file, the token of the form, and the parts' own heads. */
const largestUpload = largestLogo + 64 * 1024;

type WithId = { Params: { id: string } };

export function registerLogos(app: App, deps: ConsoleDeps): void {
  const { links } = deps;

  void registerUploads(app, (routes) => {
    routes.post<WithId>(
      `${linkPaths.list}/:id/logo`,
      {
        config,
        preValidation: readTextsFirst(onePicture),
        onRequest: async (request) => {
          const length = Number(request.headers['content-length'] ?? Number.NaN);
          // A length that is not told cannot be judged before everything was read.
          if (!(length <= largestUpload)) throw Object.assign(new Error(describeLogoProblem('too-large')), { statusCode: 413 });
        },
      },
      async (request, reply) => {
        const file = await startOfFile(request, 'logo', largestLogo);
        skipRest(request);
        const id = idIn(request.params.id) ?? 0;
        const outcome = await links.setLogo(id, file, administratorOf(request));
        switch (outcome.kind) {
          case 'done':
            return seeOther(deps, reply, `${linkPaths.of(id)}#logo`, 'link-logo-saved');
          case 'not-a-logo': {
            const link = await links.find(id);
            if (link === undefined) return sendRefusal(deps, request, reply, { kind: 'unknown' });
            return showLink(deps, request, reply.code(400), link, describeLogoProblem(outcome.problem));
          }
          default:
            return sendRefusal(deps, request, reply, outcome);
        }
      },
    );
  });

  app.post<WithId>(`${linkPaths.list}/:id/logo/remove`, { config }, async (request, reply) => {
    const id = idIn(request.params.id) ?? 0;
    const outcome = await links.removeLogo(id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, `${linkPaths.of(id)}#logo`, 'link-logo-removed')
      : sendRefusal(deps, request, reply, outcome);
  });

  app.get<{ Params: { clientId: string } }>(
    linkPaths.publicLogo(':clientId'),
    { config: { access: publicRoute() } },
    async (request, reply) => {
      const logo = await links.logo(request.params.clientId);
      if (logo === undefined) return sendRefusal(deps, request, reply, { kind: 'unknown' });
      // Shown in place, because its bytes were checked to be a picture; whatever it is after all, it runs nothing.
      void reply.header('Content-Security-Policy', "default-src 'none'; sandbox");
      return reply
        .header('Content-Disposition', 'inline')
        .header('Cache-Control', 'public, max-age=300')
        .type(logo.mediaType)
        .send(logo.bytes);
    },
  );
}
