/** Errors on the wire, in the shape that clients of Confluence read, and the error for each of the wiki's refusals. */
import type { FastifyReply } from 'fastify';
import { reasonPhrases } from '../http/reason-phrases.ts';
import type { Refusal, RefusedAction, SubjectName } from '../wiki/refusals.ts';
import { storageErrorMessage } from '../wiki/storage-format/parse.ts';
import type { Json } from './site.ts';

/** A status and what it says to whoever called. */
export interface ErrorAnswer {
  readonly statusCode: number;
  readonly message: string;
  /** What more there is to say, under a key by which programs may know it. */
  readonly detail?: { readonly key: string; readonly text: string };
}

function errorJson({ statusCode, message, detail }: ErrorAnswer): Json {
  const errors = detail === undefined ? [] : [{ message: { key: detail.key, args: [], translation: detail.text } }];
  return {
    statusCode,
    data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors, successful: false },
    message,
    reason: reasonPhrases[statusCode] ?? 'Error',
  };
}

export function sendError(reply: FastifyReply, error: ErrorAnswer): FastifyReply {
  return reply.code(error.statusCode).send(errorJson(error));
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendError(reply, answerTo(refusal));
}

/** What a refusal says, where it goes into an answer of another shape. */
export function messageOf(refusal: Refusal): string {
  return answerTo(refusal).message;
}

export function badRequest(message: string): ErrorAnswer {
  return { statusCode: 400, message };
}

/** What is not there, and what this caller may not see: no answer tells which. */
export function unknownContent(id: string | number): ErrorAnswer {
  return { statusCode: 404, message: `No content found with id: ContentId{id=${id}}` };
}

/** Of what was there when it was looked up. */
export const deletedMeanwhile: ErrorAnswer = {
  statusCode: 409,
  message: 'Something that this request refers to was deleted at the same moment. Nothing was changed.',
};

export function unknownSpace(key: string): ErrorAnswer {
  return { statusCode: 404, message: `No space with key : ${key}` };
}

export function unknownTemplate(id: string | number): ErrorAnswer {
  return { statusCode: 404, message: `No template found with id : ${id}` };
}

/** @returns the answer for a refusal; clients search several of these messages, word for word */
function answerTo(refusal: Refusal): ErrorAnswer {
  switch (refusal.refused) {
    case 'unknown-content':
      return unknownContent(refusal.id);
    case 'unknown-parent':
      return {
        statusCode: 404,
        message: `No parent or not permitted to view content with id : ContentId{id=${refusal.id}}`,
      };
    case 'parent-elsewhere':
      return {
        statusCode: 400,
        message: `The parent page with id ${refusal.id} is not in the space with key ${refusal.spaceKey}. Choose a parent in the same space.`,
      };
    case 'unknown-space':
      return unknownSpace(refusal.key);
    case 'not-permitted':
      return { statusCode: 403, message: notPermitted(refusal.action) };
    case 'unknown-template':
      return unknownTemplate(refusal.id);
    case 'invalid-template-name':
      return { statusCode: 400, message: `A template needs a name of 1 to ${refusal.longest} characters.` };
    case 'invalid-template-description':
      return { statusCode: 400, message: `The description of a template has at most ${refusal.longest} characters.` };
    case 'template-changed':
      return { statusCode: 409, message: `Somebody else has changed the template with id ${refusal.id} meanwhile.` };
    case 'space-changed':
      return { statusCode: 409, message: `Somebody else has changed the space with key ${refusal.key} meanwhile.` };
    case 'restrictions-changed':
      return {
        statusCode: 409,
        message: `Somebody else has changed the restrictions of the content with id ${refusal.id} meanwhile.`,
      };
    case 'space-key-taken':
      return { statusCode: 400, message: `A space already exists with key ${refusal.key}` };
    case 'space-key-ending':
      return {
        statusCode: 400,
        message: `The space with key ${refusal.key} is being deleted. Its key is free when that is done: try again then.`,
      };
    case 'invalid-space-key':
      return {
        statusCode: 400,
        message: `Invalid space key: ${refusal.key}. A key is 1 to 255 letters and digits (a-z, A-Z, 0-9).`,
      };
    case 'invalid-space-name':
      return { statusCode: 400, message: `A space needs a name of 1 to ${refusal.longest} characters.` };
    case 'invalid-space-description':
      return { statusCode: 400, message: `The description of a space has at most ${refusal.longest} characters.` };
    case 'unknown-subject':
      return { statusCode: 404, message: `No ${described(refusal.subject)}` };
    case 'anonymous-may-only-view':
      return { statusCode: 400, message: 'Anonymous readers can be allowed to view a space, and nothing more.' };
    case 'invalid-title':
      return {
        statusCode: 400,
        message: refusal.problem === 'empty' ? 'Title must not be empty.' : 'Title cannot be longer than 255 characters.',
      };
    case 'title-taken':
      return {
        statusCode: 400,
        message: `A ${called[refusal.type]} with this title already exists: A ${called[refusal.type]} already exists with the title ${refusal.title} in the space with key ${refusal.spaceKey}`,
      };
    case 'id-taken':
      return { statusCode: 400, message: `Content already exists with id: ContentId{id=${refusal.id}}` };
    case 'not-commentable':
      return {
        statusCode: 400,
        message: `Comments stand on pages and blog posts; the content with id ${refusal.id} is neither.`,
      };
    case 'invalid-inline-comment':
      return {
        statusCode: 400,
        message:
          refusal.missing.length === 0
            ? 'The inlineProperties are too large.'
            : `An inline comment needs extensions.inlineProperties with ${refusal.missing.join(', ')}.`,
      };
    case 'not-resolvable':
      return {
        statusCode: 400,
        message: `The content with id ${refusal.id} is no inline comment at the top of its thread: only those are resolved.`,
      };
    case 'restricted-by-container':
      return {
        statusCode: 400,
        message: `The content with id ${refusal.id} belongs to a page or blog post, whose restrictions hold for it.`,
      };
    case 'locks-out':
      return {
        statusCode: 400,
        message: `You would lock yourself out of the content with id ${refusal.id}. Name yourself, or a group of yours, too.`,
      };
    case 'version-conflict':
      return { statusCode: 409, message: `Version must be incremented on update. Current version is: ${refusal.current}` };
    case 'cyclic-move':
      return { statusCode: 400, message: `The page with id ${refusal.id} cannot be moved below itself.` };
    case 'invalid-label':
      return { statusCode: 400, message: invalidLabel(refusal) };
    case 'unknown-label':
      return { statusCode: 404, message: `No label found with name : ${refusal.name}` };
    case 'invalid-property-key':
      return { statusCode: 400, message: `The key of a property is 1 to ${refusal.longest} characters of well-formed text.` };
    case 'property-too-large':
      return {
        statusCode: 413,
        message: `The value of the property with key ${refusal.key} is too long: it has at most ${refusal.largest} bytes of JSON.`,
      };
    case 'property-taken':
      return { statusCode: 400, message: `A property already exists with key : ${refusal.key}` };
    case 'unknown-property':
      return { statusCode: 404, message: `No property found with key : ${refusal.key}` };
    case 'not-watchable':
      return {
        statusCode: 400,
        message: `Content with id ${refusal.id} is neither a page nor a blog post: only those are watched.`,
      };
    case 'not-attachable':
      return {
        statusCode: 400,
        message: `Files are attached to pages and blog posts; the content with id ${refusal.id} is neither.`,
      };
    case 'no-file':
      return { statusCode: 400, message: 'At least one file is needed: a part with the name file and a filename.' };
    case 'more-than-one-file':
      return { statusCode: 400, message: 'A new version is one file.' };
    case 'invalid-filename':
      return { statusCode: 400, message: 'A file needs a name: filename="..." in the head of its part.' };
    case 'filename-taken':
      return {
        statusCode: 400,
        message: `Cannot add a new attachment with same file name as an existing attachment: ${refusal.filename}`,
      };
    case 'file-type-blocked':
      return { statusCode: 400, message: `Cannot add ${refusal.filename}: the file type is not allowed` };
    case 'file-too-large':
      return {
        statusCode: 413,
        message: `Cannot add ${refusal.filename}: a file has at most ${refusal.largest} bytes.`,
      };
    case 'current-version':
      return {
        statusCode: 400,
        message: `Version ${refusal.number} of the content with id ${refusal.id} is the current one: only earlier ones are deleted.`,
      };
    case 'unknown-version':
      return { statusCode: 400, message: `The content with id ${refusal.id} has no version ${refusal.number}.` };
    case 'malformed-body':
      return { statusCode: 400, message: storageErrorMessage({ type: 'error', ...refusal }) };
    default:
      return refusal satisfies never;
  }
}

function invalidLabel({ name, problem }: Extract<Refusal, { refused: 'invalid-label' }>): string {
  switch (problem) {
    case 'empty':
      return 'A label needs a name: {"prefix":"global","name":"..."}.';
    case 'too-long':
      return `The label ${name.slice(0, 40)}… is too long: a label has at most 255 characters.`;
    case 'characters':
      return `The label ${name} holds a character that no label may have: blanks and any of :;,.?&[](){}^!@#*`;
    case 'prefix':
      return `The label ${name} has an unknown prefix: use global, my or team.`;
    default:
      return problem satisfies never;
  }
}

/** What people call each kind of content. */
const called = { page: 'page', blogpost: 'blog post', comment: 'comment', attachment: 'file' } as const;

function notPermitted(action: RefusedAction): string {
  switch (action.verb) {
    case 'create-space':
      return 'com.atlassian.confluence.api.service.exceptions.PermissionException: Could not create space';
    case 'create-content':
      return `com.atlassian.confluence.api.service.exceptions.PermissionException: Could not create content with type ${action.type}`;
    case 'keep-templates':
      return 'Only administrators change templates of all spaces. Name a space that you administer.';
    case 'list-watchers':
      return 'Only administrators of Confluence or of the space may see who watches.';
    case 'update':
    case 'move':
      return `Could not update Content of type : class com.atlassian.confluence.pages.Page with id ${action.id}`;
    case 'delete':
    case 'restore':
    case 'purge':
    case 'restrict':
      return `Could not ${action.verb} Content of type : class com.atlassian.confluence.pages.Page with id ${action.id}`;
    case 'administer-space':
      return `Not permitted to administer the space with key : ${action.key}`;
    default:
      return action satisfies never;
  }
}

function described(subject: SubjectName): string {
  switch (subject.kind) {
    case 'anonymous':
      return 'anonymous user';
    case 'group':
      return `group with name : ${subject.name}`;
    case 'user':
      return 'userKey' in subject ? `user with key : ${subject.userKey}` : `user with username : ${subject.username}`;
    default:
      return subject satisfies never;
  }
}
