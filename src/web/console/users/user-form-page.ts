/** The forms of an account: inviting somebody, creating one with a password, changing name and e-mail address. */
import type { Profile } from '../../../accounts/profile-rules.ts';
import type { User } from '../../../accounts/user.ts';
import { button, linkButton } from '../../components/button.ts';
import { passwordField, textField } from '../../components/field.ts';
import { form, formActions, hiddenFields } from '../../components/form.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import type { FieldErrors } from '../../people/field-errors.ts';
import { address, type View } from '../../view.ts';
import { userCrumbs } from './user-parts.ts';
import { userPaths } from './user-paths.ts';

export interface TypedUser extends Profile {
  readonly groups: string;
}

export type UserFormErrors = FieldErrors & { readonly groups?: string };

export interface NewUserFormProps {
  readonly way: 'invite' | 'create';
  readonly typed: TypedUser;
  readonly errors: UserFormErrors;
  readonly isMailOn: boolean;
  readonly leastPasswordLength: number;
}

export function newUserPage(view: View, { way, typed, errors, isMailOn, leastPasswordLength }: NewUserFormProps): string {
  const words = view.text.directory.users.form;
  const invites = way === 'invite';
  const title = invites ? words.inviteTitle : words.createTitle;
  const described = isMailOn ? words.inviteDescription : words.inviteWithoutMail;
  return formPage(view, {
    title,
    description: invites ? described : words.createDescription,
    crumbs: userCrumbs(view),
    errors,
    action: invites ? userPaths.invite : userPaths.create,
    back: userPaths.list,
    submit: invites ? words.inviteSubmit : words.createSubmit,
    fields: html`${profileFields(view, { hint: words.usernameHint, typed, errors })}${
      !invites &&
      passwordField(view, {
        name: 'password',
        label: words.password,
        hint: words.passwordHint(leastPasswordLength),
        error: errors.password,
        autocomplete: 'new-password',
        required: true,
      })
    }${textField({
      name: 'groups',
      label: words.groups,
      hint: words.groupsHint,
      value: typed.groups,
      error: errors.groups,
      autocomplete: 'off',
    })}`,
  });
}

/** Begins the names of the fields that say what the form showed. */
export const seenPrefix = 'seen_';

export interface EditUserProps {
  readonly user: User;
  readonly typed: Profile;
  readonly errors: UserFormErrors;
}

export function editUserPage(view: View, { user, typed, errors }: EditUserProps): string {
  const words = view.text.directory.users.form;
  const seen = { username: user.username, fullName: user.fullName, email: user.email };
  return formPage(view, {
    title: words.editTitle(user.fullName),
    description: undefined,
    crumbs: userCrumbs(view, user),
    errors,
    action: userPaths.edit(user.userKey),
    back: userPaths.of(user.userKey),
    submit: words.save,
    fields: html`${hiddenFields(Object.fromEntries(Object.entries(seen).map(([name, value]) => [seenPrefix + name, value])))}${profileFields(
      view,
      { hint: words.renameHint, typed, errors },
    )}`,
  });
}

interface ProfileFieldsProps {
  /** What there is to know about the username. */
  readonly hint: string;
  readonly typed: Profile;
  readonly errors: UserFormErrors;
}

function profileFields(view: View, { hint, typed, errors }: ProfileFieldsProps): Html {
  const words = view.text.directory.users.form;
  return html`${textField({
    name: 'username',
    label: words.username,
    hint,
    value: typed.username,
    error: errors.username,
    required: true,
    autocomplete: 'off',
    monospace: true,
    maxLength: 100,
  })}${textField({
    name: 'fullName',
    label: words.fullName,
    value: typed.fullName,
    error: errors.fullName,
    required: true,
    autocomplete: 'off',
    maxLength: 200,
  })}${textField({
    name: 'email',
    label: words.email,
    type: 'email',
    value: typed.email,
    error: errors.email,
    required: true,
    autocomplete: 'off',
    maxLength: 254,
  })}`;
}

interface FormPageProps {
  readonly title: string;
  readonly description: string | undefined;
  readonly crumbs: Html;
  readonly errors: UserFormErrors;
  readonly action: string;
  readonly back: string;
  readonly submit: string;
  readonly fields: Html;
}

function formPage(view: View, props: FormPageProps): string {
  const { title, description, crumbs, errors, action, back, submit, fields } = props;
  const hasErrors = Object.values(errors).some((error) => error !== undefined);
  return page(view, {
    kind: 'console',
    title,
    current: 'users',
    main: html`${pageHead({ title, breadcrumbs: crumbs, description })}${
      hasErrors && notice({ tone: 'danger', body: html`<p>${view.text.directory.users.form.checkFields}</p>`, announce: true })
    }${form(view, {
      once: true,
      action,
      body: html`${fields}${formActions(html`${button({ label: submit, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, back) })}`)}`,
    })}`,
  });
}
