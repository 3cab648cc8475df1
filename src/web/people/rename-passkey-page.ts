/** Renaming one of one's own passkeys. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { longestPasskeyName, type Passkey, type PasskeyProblem } from '../../accounts/second-factors/passkeys.ts';
import { originOf } from '../../audit/origin.ts';
import { beforeTwoStep, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button, linkButton } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { box } from '../components/section.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { type PasskeysDeps, passkeyId } from './passkeys-page.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export function registerRenamePasskey(app: App, { views, freshProof, passkeys }: PasskeysDeps): void {
  const config = { access: beforeTwoStep(pageRoute()) };

  app.get(paths.renamePasskey, { config }, (request, reply) => show(request, reply, fieldOf(request.query, 'passkey')));

  app.post(paths.renamePasskey, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const [id, name] = [fieldOf(request.body, 'passkey'), fieldOf(request.body, 'name')];
    const { person } = signedIn(request);
    const outcome = await passkeys.rename(person.id, { id: passkeyId(id), name }, originOf(request));
    if (outcome.outcome === 'refused') return show(request, reply.code(422), id, { name, problem: outcome.problem });
    return views.goOn(reply, paths.passkeys, outcome.outcome === 'renamed' ? 'passkey-renamed' : 'factor-gone');
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    typed?: { readonly name: string; readonly problem: PasskeyProblem },
  ): Promise<FastifyReply> {
    const passkey = (await passkeys.ofUser(signedIn(request).person.id)).find((each) => each.id === passkeyId(id));
    if (passkey === undefined) return views.goOn(reply, paths.passkeys);
    return sendPage(reply, renamePasskeyPage(views.viewOf(request, reply), passkey, typed));
  }
}

function renamePasskeyPage(
  view: View,
  { id, name }: Passkey,
  typed: { readonly name: string; readonly problem: PasskeyProblem } | undefined,
): string {
  const { passkeys } = view.text.twoStep;
  return profilePage(view, {
    current: 'passkeys',
    title: passkeys.renameTitle(name),
    description: passkeys.renameDescription,
    breadcrumbs: breadcrumbs(view, [{ label: passkeys.title, href: address(view, paths.passkeys) }]),
    body: box(
      form(view, {
        action: paths.renamePasskey,
        fields: { passkey: String(id) },
        body: [
          textField({
            name: 'name',
            label: passkeys.name,
            hint: passkeys.nameHint,
            value: typed?.name ?? name,
            error: typed && passkeys.problem(typed.problem),
            required: true,
            maxLength: longestPasskeyName,
            autocomplete: 'off',
          }),
          formActions([
            button({ label: passkeys.renameSubmit, kind: 'primary' }),
            linkButton({ label: view.text.components.cancel, href: address(view, paths.passkeys) }),
          ]),
        ],
      }),
    ),
  });
}
